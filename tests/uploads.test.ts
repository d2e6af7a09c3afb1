/** The storage is away, or refuses. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { StoreRelay } from '../stack/network/store-relay.ts';
import type { Stack } from '../stack/stack.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { runCli, type RecorderProcess } from './support/recorder-process.ts';

const { stack: theStack, begin } = useLab();
let stack: Stack;
let lab: LabCase;

beforeEach(() => {
  stack = theStack();
});

/** A short session with one device, stopped again; its receipt has come. */
async function shortSession(recorder: RecorderProcess, name: string): Promise<string> {
  const device = await lab.device({ name: `device-${name}`, group: name });
  const session = await stack.project.createSession({ name, deviceGroups: [name] });
  await recorder.recording(session.id);
  await sleep(1500);
  await device.stop();
  await stack.project.stopSession(session.id);
  await recorder.receipt(session.id);
  return session.id;
}

test('the S3 server is stopped while a session ends: it waits, says why, and completes by itself', async () => {
  lab = begin('away');
  const recorder = lab.recorder();
  await recorder.ready();
  await stack.s3.stop();
  const sessionId = await shortSession(recorder, 'away');
  const waiting = await recorder.until(
    'an upload that waits',
    (line) => line.type === 'upload' && line['errorCode'] === 'storage-unreachable',
  );
  expect(waiting).toMatchObject({ state: 'waiting', sessionId });
  expect(String(waiting['reason'])).toContain(stack.s3.endpoint);
  expect(Number(waiting['nextTryAt'])).toBeGreaterThan(Date.now() - 60_000);
  await stack.s3.start();
  await recorder.uploaded(sessionId);
  expect(await lab.check(stack.project)).toMatchObject({ exitCode: 0, missing: 0, problems: [] });
  await comesBack(sessionId);
});

/** From the bucket, with nothing but the key of its manifest: verified there, and fetched. */
async function comesBack(sessionId: string): Promise<void> {
  const { bucket } = stack.project;
  const objects = await stack.s3.listObjects(bucket);
  const manifests = await Promise.all(
    objects
      .filter(({ key }) => key.endsWith('/manifest.json'))
      .map(async ({ key }) => ({
        key,
        text: Buffer.from(await stack.s3.readObject(bucket, key)).toString('utf8'),
      })),
  );
  const ours = manifests.find(({ text }) => text.includes(sessionId));
  if (ours === undefined) throw new Error('the manifest is not in the bucket');
  const place = `s3://${bucket}/${ours.key.replace(/\/manifest\.json$/, '')}`;
  const settings = ['--env-file', lab.envFile()];
  const there = await runCli(['verify', place, ...settings, '--json']);
  // On a slow machine lines of progress come before it.
  expect(JSON.parse(there.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    problems: [],
    where: `s3://${bucket}/${ours.key}`,
  });
  const out = join(lab.dataFolder, 'back');
  // Without the settings of a project, as on another computer.
  const keys = { AWS_ACCESS_KEY_ID: stack.s3.accessKey, AWS_SECRET_ACCESS_KEY: stack.s3.secretKey };
  const flags = ['--endpoint', stack.s3.endpoint, '--plain-host', '127.0.0.1'];
  const refused = await runCli(
    ['fetch', place, '--out', out, '--endpoint', stack.s3.endpoint],
    keys,
  );
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain('plain-connection-refused');
  const fetched = await runCli(['fetch', place, '--out', out, ...flags], keys);
  expect(fetched).toMatchObject({ code: there.code });
  expect(await runCli(['verify', out])).toMatchObject({ code: there.code });
  writeFileSync(join(out, 'manifest.json'), 'mine');
  const conflict = await runCli(['fetch', place, '--out', out, ...flags, '--json'], keys);
  expect(conflict).toMatchObject({ code: 1 });
  expect(conflict.stdout).toContain('fetch-conflict');
  rmSync(out, { recursive: true });
}

test('wrong credentials stop it with the cause; after correction upload --retry succeeds', async () => {
  lab = begin('wrong');
  const wrong = { PROJECTS__0__S3_CONFIG__SECRET_KEY: 'not-the-secret-key-at-all' };
  const recorder = lab.recorder(wrong);
  await recorder.ready();
  const sessionId = await shortSession(recorder, 'wrong');
  const failed = await recorder.until(
    'a failed upload',
    (line) => line.type === 'upload' && line['state'] === 'failed',
  );
  expect(failed).toMatchObject({ sessionId, errorCode: 'storage-credentials', nextTryAt: null });
  expect(String(failed['fix'])).toContain('access key');
  expect(await recorder.stop()).toBe(0);

  const data = ['--data', lab.dataFolder];
  const still = await runCli(['upload', '--retry', '--env-file', lab.envFile(wrong), ...data]);
  expect(still.code).toBe(1);
  expect(still.stdout).toContain('failed');
  const shown = await runCli(['upload', '--env-file', lab.envFile(), ...data, '--json']);
  expect(shown.code).toBe(1);
  expect(shown.stdout).toContain('storage-credentials');
  const retried = await runCli(['upload', '--retry', '--env-file', lab.envFile(), ...data]);
  expect(retried).toMatchObject({ code: 0 });
  expect(await lab.check(stack.project)).toMatchObject({ exitCode: 0, missing: 0, problems: [] });
  expect(still.stdout + still.stderr).not.toContain('not-the-secret-key-at-all');
});

test('upload --retry beside a running recorder makes it try again at once', async () => {
  lab = begin('beside');
  const recorder = lab.recorder();
  await recorder.ready();
  await stack.s3.stop();
  const sessionId = await shortSession(recorder, 'beside');
  await recorder.until('waiting', (line) => line['errorCode'] === 'storage-unreachable');
  await sleep(4000);
  await stack.s3.start();
  const args = ['upload', '--retry', '--env-file', lab.envFile(), '--data', lab.dataFolder];
  const retried = await runCli([...args, '--json']);
  expect(retried).toMatchObject({ code: 0 });
  expect(JSON.parse(retried.stdout)).toMatchObject({ type: 'requeued' });
  await recorder.uploaded(sessionId, 10_000);
});

test('a store that falters is borne with: the cause is told, then everything is there', async () => {
  lab = begin('falters');
  const relay = await StoreRelay.start(stack.s3.port);
  try {
    const recorder = lab.recorder({ PROJECTS__0__S3_CONFIG__ENDPOINT: relay.endpoint });
    await recorder.ready();
    relay.set('throttled', ({ operation }) => operation === 'put');
    const sessionId = await shortSession(recorder, 'falters');
    for (const [fault, code] of [
      ['throttled', 'storage-busy'],
      ['failed', 'storage-failed'],
      ['reset', 'storage-unreachable'],
    ] as const) {
      relay.set(fault, ({ operation }) => operation === 'put');
      const line = await recorder.until(
        `an upload that waits for ${code}`,
        (told) => told.type === 'upload' && told['errorCode'] === code,
      );
      expect(line).toMatchObject({ state: 'waiting', sessionId });
      expect(Number(line['nextTryAt'])).toBeGreaterThan(0);
    }
    relay.set('answer-lost', ({ operation }) => operation === 'put');
    await recorder.uploaded(sessionId, 60_000);
    expect(await lab.check(stack.project)).toMatchObject({ exitCode: 0, missing: 0, problems: [] });
  } finally {
    await relay.stop();
  }
});

test('what a person has to correct is named by upload --retry, and not tried again by itself', async () => {
  lab = begin('person');
  const s3 = (name: string): string => `PROJECTS__0__S3_CONFIG__${name}`;
  const recorder = lab.recorder({ [s3('BUCKET_NAME')]: 'not-there' });
  await recorder.ready();
  await shortSession(recorder, 'person');
  await recorder.until('a failed upload', (line) => line['errorCode'] === 'storage-no-bucket');
  expect(await recorder.stop()).toBe(0);
  const retry = (wrong: Record<string, string>, env: Record<string, string> = {}) =>
    runCli(['upload', '--retry', '--env-file', lab.envFile(wrong), '--data', lab.dataFolder], env);
  for (const [wrong, words] of [
    [{ [s3('REGION')]: 'eu-west-1' }, 'says that the region is wrong'],
    [{ [s3('ACCESS_KEY')]: 'nobody' }, 'does not accept the access key or secret key'],
  ] as const) {
    const told = await retry(wrong);
    expect(told.code).toBe(1);
    expect(told.stdout).toContain(words);
    expect(told.stdout).toContain('upload failed');
  }
  // A clock that is wrong needs nobody: the SDK takes the store's own time from its refusal.
  const lateClock = join(lab.dataFolder, 'late-clock.mjs');
  writeFileSync(lateClock, lateDate);
  expect(await retry({}, { NODE_OPTIONS: `--import=${lateClock}` })).toMatchObject({ code: 0 });
  expect(await lab.check(stack.project)).toMatchObject({ exitCode: 0, missing: 0, problems: [] });
});

/** The clock of a computer that is two hours late. */
const lateDate = `
const Real = Date;
const now = () => Real.now() - 7_200_000;
globalThis.Date = class extends Real {
  constructor(...args) { if (args.length === 0) super(now()); else super(...args); }
  static now() { return now(); }
};`;
