/** What a person orders of uploads and of local data, by the built command line, on a real bucket. */
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { StoreRelay } from '../stack/network/store-relay.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually, receiptOf, runCli, type RecorderProcess } from './support/recorder-process.ts';

const { stack, begin } = useLab();

const uploadSchema = z.looseObject({
  id: z.number(),
  recordingId: z.string(),
  role: z.string(),
  state: z.string(),
  objectKey: z.string(),
  attempts: z.number(),
  reason: z.string().nullable(),
});
type Upload = z.infer<typeof uploadSchema>;

async function upload(lab: LabCase, ...flags: string[]) {
  const done = await runCli(['upload', '--data', lab.dataFolder, ...flags]);
  expect(done.stderr).toBe('');
  return done;
}

/** The ledger, or what of it belongs to one recording. */
async function ledger(lab: LabCase, ...flags: string[]): Promise<Upload[]> {
  const { stdout } = await upload(lab, ...flags, '--json');
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => uploadSchema.parse(JSON.parse(line)));
}

/** Two sessions beside each other; the ids of their recordings. */
async function twoRecordings(recorder: RecorderProcess, names: readonly [string, string]) {
  const { project } = stack();
  const [first, second] = await Promise.all(names.map((name) => project.createSession({ name })));
  const sessions = [first, second].filter((session) => session !== undefined);
  await Promise.all(sessions.map(({ id }) => recorder.recording(id)));
  await Promise.all(sessions.map(({ id }) => project.stopSession(id)));
  const receipts = await Promise.all(sessions.map(({ id }) => recorder.receipt(id)));
  const [one = '', two = ''] = receipts.map((line) => receiptOf(line).manifest.recordingId);
  return { sessions, one, two };
}

test('orders beside a running recorder: pause, first, limit, resume, cancel, retry of one and of all', async () => {
  const lab = begin('orders');
  const relay = await StoreRelay.start(stack().s3.port);
  try {
    await runCli(['upload', '--pause', '--data', lab.dataFolder]);
    const recorder = lab.recorder({
      PROJECTS__0__S3_CONFIG__ENDPOINT: relay.endpoint,
      RECORDER_UPLOAD_CONCURRENCY: '1',
    });
    await recorder.ready();
    const { one, two } = await twoRecordings(recorder, ['one', 'two']);
    await eventually('four uploads', async () => (await ledger(lab)).length === 4);
    const waiting = await ledger(lab);
    expect(new Set(waiting.map(({ state }) => state))).toEqual(new Set(['waiting']));
    expect((await upload(lab)).stdout).toMatch(/uploading is paused since .*--resume goes on/);
    expect(relay.requests).toEqual([]);

    const told = await upload(lab, '--first', '--recording', two, '--json');
    expect(JSON.parse(told.stdout)).toEqual({ type: 'sent-first', count: 2 });
    expect((await upload(lab, '--limit', '640')).stdout).toContain('at most 640 kB a second');
    expect((await upload(lab)).stdout).toContain('at most 640 kB a second');
    expect((await upload(lab, '--limit', 'settings')).stdout).toContain('as the settings say');

    // What needs a person: nothing is tried again until it is ordered.
    relay.set('forbidden', ({ operation }) => operation === 'put');
    expect((await upload(lab, '--resume')).stdout).toContain('uploading goes on');
    const failed = async (): Promise<Upload[]> =>
      (await ledger(lab)).filter(({ state }) => state === 'failed');
    await eventually('two failed segments', async () => (await failed()).length === 2);
    const [segmentOfOne, segmentOfTwo] = [one, two].map((id) =>
      waiting.find(({ recordingId, role }) => recordingId === id && role === 'segment'),
    );
    if (segmentOfOne === undefined || segmentOfTwo === undefined) throw new Error('no segments');

    // Somebody else's object under the name of the segment: it stays.
    const { s3, project } = stack();
    const name = segmentOfOne.objectKey;
    await s3.putObject(project.bucket, name, 'of somebody else');
    relay.set(null);
    const retried = await upload(lab, '--retry', String(segmentOfOne.id), '--json');
    expect(JSON.parse(retried.stdout)).toEqual({ type: 'requeued', due: 1 });
    await eventually('the recording whose segment was retried', async () =>
      (await ledger(lab, '--recording', one)).every(({ state }) => state === 'verified'),
    );
    expect(await failed()).toMatchObject([{ id: segmentOfTwo.id, attempts: 1 }]);
    const spare = name.replace('.jsonl', '~2.jsonl');
    expect((await upload(lab, '--recording', one)).stdout).toContain(`It is stored as ${spare}`);
    expect(Buffer.from(await s3.readObject(project.bucket, name)).toString()).toContain('somebody');

    expect((await upload(lab, '--cancel', String(segmentOfTwo.id))).stdout).toContain('1 upload');
    expect(await ledger(lab, '--recording', two)).toMatchObject([
      { state: 'cancelled' },
      { state: 'waiting', role: 'manifest' },
    ]);
    await upload(lab, '--retry', '--recording', two);
    await eventually('the other recording', async () => (await upload(lab)).code === 0);
    const history = await upload(lab, '--history', String(segmentOfTwo.id));
    expect(history.stdout).toMatch(
      /now verified\n.*sent-first.*\n.*failed: .*AccessDenied.*\n.*cancelled.*\n.*retried-by-hand.*\n.*verified/,
    );
    expect((await runCli(['upload', '--pause', '--resume', '--data', lab.dataFolder])).code).toBe(
      2,
    );
  } finally {
    await relay.stop();
  }
});

const caseSchema = z.looseObject({
  type: z.literal('retention'),
  recordingId: z.string(),
  folder: z.string(),
  verdict: z.looseObject({
    do: z.string(),
    why: z.string().optional(),
    dueAt: z.number().optional(),
  }),
});

test('switched off nothing goes up; switched on it does, and local data goes when all is verified and due', async () => {
  const lab = begin('kept');
  const off = lab.recorder({ RECORDER_UPLOAD: 'off' });
  await off.ready();
  const { sessions, one, two } = await twoRecordings(off, ['three', 'four']);
  expect(await ledger(lab)).toEqual([]);
  expect(await off.stop()).toBe(0);

  const days = { '0': '0', '3': '3', none: undefined } as const;
  const retention = async (keep: keyof typeof days, ...flags: string[]) => {
    const envFile = lab.envFile({ RECORDER_KEEP_DAYS: days[keep] });
    const args = ['retention', '--env-file', envFile, '--data', lab.dataFolder];
    return runCli([...args, ...flags]);
  };
  const cases = async (keep: keyof typeof days, ...flags: string[]) => {
    const { code, stdout } = await retention(keep, '--json', ...flags);
    expect(code).toBe(0);
    const lines = stdout.split('\n').slice(0, -1);
    return lines.map((line) => caseSchema.parse(JSON.parse(line)));
  };
  const verdicts = async (keep: keyof typeof days, ...flags: string[]) =>
    new Map(
      (await cases(keep, ...flags)).map(({ recordingId, verdict }) => [recordingId, verdict]),
    );
  expect([...(await verdicts('0', '--dry-run')).values()]).toEqual([
    { do: 'keep', why: expect.stringContaining('is not verified in the bucket') as unknown },
    { do: 'keep', why: expect.stringContaining('is not verified in the bucket') as unknown },
  ]);

  const on = lab.recorder();
  await Promise.all(sessions.map(({ id }) => on.uploaded(id)));
  const beside = await retention('0');
  expect(beside).toMatchObject({ code: 1 });
  expect(beside.stderr).toContain('already-running');
  expect((await retention('none', '--dry-run')).stdout).toContain('RECORDER_KEEP_DAYS is not set');
  expect(await on.stop()).toBe(0);

  const soon = await cases('3', '--dry-run');
  expect(soon.map(({ verdict }) => verdict.do)).toEqual(['wait', 'wait']);
  const dueIn = (soon[0]?.verdict.dueAt ?? 0) - Date.now();
  expect(dueIn).toBeGreaterThan(2.9 * 86_400_000);
  expect(dueIn).toBeLessThanOrEqual(3 * 86_400_000);

  // By hand, out of the bucket: the ledger does not know.
  const rows = await ledger(lab, '--recording', two);
  const segment = rows.find(({ role }) => role === 'segment');
  const { s3, project } = stack();
  rmSync(join(s3.dataFolder, project.bucket, segment?.objectKey ?? ''));
  const gone = {
    do: 'keep',
    why: expect.stringContaining('is not in the bucket any more') as unknown,
  };
  expect(await verdicts('0', '--dry-run')).toEqual(
    new Map([
      [one, expect.objectContaining({ do: 'delete' })],
      [two, gone],
    ]),
  );
  const words = await retention('0');
  expect(words.stdout).toMatch(new RegExp(`deleted +${one}`));
  expect(words.stdout).toMatch(new RegExp(`stays +${two} .*not in the bucket any more`));
  expect(words.stdout).toContain('1 of 2 recording(s)');
  const folderOf = (id: string): string => soon.find((one) => one.recordingId === id)?.folder ?? '';
  expect(existsSync(folderOf(one))).toBe(false);
  expect(existsSync(folderOf(two))).toBe(true);
  expect((await upload(lab)).stdout).toContain('retry to store it again');

  // From the bucket it comes back, and what was lost there is stored again.
  const manifest = (await ledger(lab, '--recording', one)).find(({ role }) => role === 'manifest');
  const place = `s3://${project.bucket}/${dirname(manifest?.objectKey ?? '')}`;
  const out = join(lab.dataFolder, 'back');
  const settings = ['--env-file', lab.envFile()];
  expect(await runCli(['fetch', place, '--out', out, ...settings])).toMatchObject({ code: 0 });
  expect(await runCli(['verify', out])).toMatchObject({ code: 0 });
  const retry = ['upload', '--retry', ...settings, '--data', lab.dataFolder];
  expect(await runCli(retry)).toMatchObject({ code: 0 });
  expect(await verdicts('0')).toEqual(new Map([[two, expect.objectContaining({ do: 'delete' })]]));
  expect(existsSync(folderOf(two))).toBe(false);
});
