/** A whole session, from the announcement to the verified upload. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { Stack } from '../stack/stack.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually, receiptOf, runCli } from './support/recorder-process.ts';

const { stack: theStack, begin } = useLab({ projects: ['alpha', 'beta/β'] });
let stack: Stack;
let lab: LabCase;

beforeEach(() => {
  stack = theStack();
});

test('announced sessions of two projects are recorded byte-exact, uploaded and verified', async () => {
  lab = begin('whole');
  const [alpha, beta] = stack.projects;
  if (alpha === undefined || beta === undefined) throw new Error('two projects were asked for');
  const recorder = lab.recorder();
  await recorder.ready();
  const devices = await Promise.all([
    lab.device({ name: 'imu', group: 'lab', odd: true }),
    lab.device({ name: 'tablet/1 ü', group: 'lab' }),
    lab.device({ name: 'robot', group: 'field', odd: true, project: beta }),
  ]);
  const first = await alpha.createSession({ name: 'Pilot 1', deviceGroups: ['lab'] });
  const second = await beta.createSession({
    name: '../run 1 ü',
    comments: 'x:y',
    deviceGroups: ['field'],
  });
  await Promise.all([recorder.recording(first.id), recorder.recording(second.id)]);
  await sleep(3000);
  await Promise.all(devices.map((device) => device.stop()));
  await alpha.stopSession(first.id);
  await beta.stopSession(second.id);
  const receipts = [await recorder.receipt(first.id), await recorder.receipt(second.id)];
  await Promise.all([recorder.uploaded(first.id), recorder.uploaded(second.id)]);
  expect(await recorder.stop()).toBe(0);

  const local = await lab.check(null);
  expect(local).toMatchObject({ exitCode: 0, missing: 0, altered: 0, duplicated: 0, problems: [] });
  expect(local.recorded).toBe(local.sent);
  expect(local.sent).toBeGreaterThan(100);
  const statuses = receipts.map((line) => receiptOf(line).manifest.status);
  expect(statuses).toEqual(['complete', 'complete']);

  // Keys follow the scheme; an unsafe part became slug and hash, and nothing else is in the buckets.
  const keys = async (bucket: string): Promise<string[]> =>
    (await stack.s3.listObjects(bucket)).map(({ key }) => key).sort();
  const { manifest, folder } = receiptOf(receipts[0] ?? { type: 'none' });
  const prefix = `alpha-${alpha.id}/Pilot 1/text-egress/all-topics/${manifest.recordingId}`;
  expect(await keys(alpha.bucket)).toEqual(
    [...manifest.files.map(({ path }) => `${prefix}/${path}`), `${prefix}/manifest.json`].sort(),
  );
  for (const key of await keys(beta.bucket)) {
    expect(key.split('/')).toHaveLength(6);
    expect(key).not.toContain('..');
  }
  for (const { path, sha256 } of manifest.files) {
    const inBucket = await stack.s3.readObject(alpha.bucket, `${prefix}/${path}`);
    expect(createHash('sha256').update(inBucket).digest('hex')).toBe(sha256);
  }
  const localManifest = readFileSync(join(folder, 'manifest.json'));
  const remote = await stack.s3.readObject(alpha.bucket, `${prefix}/manifest.json`);
  expect(localManifest.equals(Buffer.from(remote))).toBe(true);

  const verified = await runCli(['verify', lab.dataFolder]);
  expect(verified).toMatchObject({ code: 0 });

  // No secret and no token in anything that was printed or kept.
  const everything = readFileSync(recorder.logFile, 'utf8') + localManifest.toString();
  for (const secret of [alpha.secret, beta.secret, stack.s3.secretKey]) {
    expect(everything).not.toContain(secret);
  }
  expect(everything).not.toMatch(/eyJ[A-Za-z0-9_-]{10}/);
});

test('a participant who was in the room first: what the recorder missed is named by number', async () => {
  lab = begin('late');
  const session = await stack.project.createSession({ name: 'Late' });
  const device = await lab.deviceIn(session, {
    name: 'early bird',
    group: 'lab',
    ratePerSecond: 50,
    startWhen: 'joined',
  });
  // The server sends what was said in the last two seconds to whoever joins.
  await eventually('the device has sent more than that', () => device.sent() > 200);
  const recorder = lab.recorder();
  await recorder.recording(session.id);
  await sleep(2000);
  await device.stop();
  await stack.project.stopSession(session.id);
  const { manifest } = receiptOf(await recorder.receipt(session.id));
  expect(manifest.status).toBe('complete-but');
  const gap = manifest.gaps.find(({ reason }) => reason === 'sequence');
  expect(gap).toMatchObject({ identity: 'early bird', firstMissing: 1 });
  const result = await lab.check(null, '--allow-gaps');
  expect(result).toMatchObject({ exitCode: 0, missing: 0, problems: [] });
  expect(result['declared']).toBe(Number(gap?.['lastMissing']));
  expect(result.recorded + Number(result['declared'])).toBe(result.sent);
  expect((await runCli(['verify', lab.dataFolder])).code).toBe(3);
});
