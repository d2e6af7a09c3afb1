/** Exports as the window orders them: the built thread, several at once, cancelled, refused. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeJsonRecording } from '../stack/bench/export-data.ts';
import { ExportJobs } from '../src/engine/exports/jobs/export-jobs.ts';
import type { NewJob } from '../src/engine/exports/jobs/job.ts';
import type { ExportJob } from '../src/shared/ipc/exports.ts';

const built = (name: string): URL => pathToFileURL(join(process.cwd(), 'out', 'main', name));
const patient = { timeout: 60_000, interval: 50 };

let folder = '';
let recording = '';
let made = '';
let jobs: ExportJobs;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-jobs-'));
  recording = join(folder, 'recording');
  made = join(folder, 'made');
  writeJsonRecording(recording, 60_000);
  mkdirSync(made);
  jobs = new ExportJobs({
    entry: built('export-worker.js'),
    helper: built('export-helper.js'),
    onChange: () => undefined,
  });
});
afterEach(async () => {
  await jobs.stop();
  rmSync(folder, { recursive: true });
});

const order = (name: string, change: Partial<NewJob['request']> = {}): NewJob => ({
  recordingId: 'r1',
  request: {
    ...{ folder: recording, format: 'csv' as const, out: join(made, name), mayNumber: true },
    ...{ filter: {}, streamParts: false, flatten: false, spreadsheetSafe: false },
    ...{ start: { at: 'session' as const }, cueMs: 2000 },
    ...change,
  },
});

const view = (jobId: number): ExportJob | undefined =>
  jobs.views().find((job) => job.jobId === jobId);

test('several are made one after the other; a taken name gets a number', async () => {
  writeFileSync(join(made, 'a.csv'), 'mine');
  const ids = [jobs.begin(order('a.csv')), jobs.begin(order('b.csv')), jobs.begin(order('a.csv'))];
  expect(jobs.views().map(({ state }) => state)).toEqual(['running', 'waiting', 'waiting']);
  await expect.poll(() => ids.map((id) => view(id)?.state), patient).toEqual(ids.map(() => 'done'));
  expect(readFileSync(join(made, 'a.csv'), 'utf8')).toBe('mine');
  expect(readdirSync(made).sort()).toEqual(['a.csv', 'a~2.csv', 'a~3.csv', 'b.csv']);
  const [first] = ids;
  expect(view(first ?? 0)).toMatchObject({
    path: join(made, 'a~2.csv'),
    result: { rows: 60_000, missing: 0 },
    error: null,
  });
  const lines = readFileSync(join(made, 'b.csv'), 'utf8').split('\r\n');
  expect(lines).toHaveLength(60_002);
  jobs.forget(first ?? 0);
  expect(jobs.views()).toHaveLength(2);
});

test('one that waits and one that runs are cancelled, and leave nothing', async () => {
  // At once: later it could be done already, on a machine that is busy with something else.
  const running = jobs.begin(order('a.csv', { flatten: true }));
  const waiting = jobs.begin(order('b.csv'));
  expect(view(running)?.state).toBe('running');
  jobs.cancel(waiting);
  jobs.cancel(running);
  await expect.poll(() => view(running)?.state, patient).toBe('cancelled');
  expect(view(waiting)?.state).toBe('cancelled');
  await jobs.stop();
  expect(readdirSync(made)).toEqual([]);
});

test('what cannot be made says why, from the catalogue; too many waiting are refused', async () => {
  const bad = jobs.begin(order('a.vtt', { format: 'vtt', start: { at: 'video', egressId: null } }));
  await expect.poll(() => view(bad)?.error?.code, patient).toBe('export-no-start');
  const nowhere = jobs.begin(order('no/such/folder/a.csv'));
  await expect.poll(() => view(nowhere)?.state, patient).toBe('failed');
  expect(existsSync(join(made, 'no'))).toBe(false);
  expect(() => {
    for (let count = 0; count < 30; count += 1) jobs.begin(order('many.csv', { flatten: true }));
  }).toThrow(expect.objectContaining({ code: 'export-queue-full' }) as Error);
});
