/** `syncflow-recorder export`, as built; every export is read back by other people's tools. */
import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { pythonFolder } from '../scripts/setup.mjs';
import { writeJsonRecording } from '../stack/bench/export-data.ts';
import { writeBenchRecording } from '../stack/bench/journal-read-data.ts';
import { oddTexts, writeOddRecording } from './support/odd-recording.ts';
import { cliEntry, runCli } from './support/recorder-process.ts';

const START = '1759990000000000000';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'exports-'));
  folder = join(root, 'recording');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const exportedSchema = z.object({
  type: z.literal('exported'),
  path: z.string(),
  rows: z.number(),
  bytes: z.number(),
  missing: z.number(),
  unendedStreams: z.number(),
  leftOut: z.number(),
});

async function exported(...flags: string[]): Promise<z.infer<typeof exportedSchema>> {
  const { code, stdout, stderr } = await runCli(['export', folder, '--json', ...flags]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return exportedSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

/** @param script In the support folder. */
async function python(script: string, args: readonly string[]): Promise<unknown> {
  const env = { ...process.env, PYTHONPATH: pythonFolder(), PYTHONUTF8: '1' };
  const all = [join(import.meta.dirname, 'support', script), ...args];
  const { stdout } = await promisify(execFile)('python3', all, { env });
  return JSON.parse(stdout);
}

test('every format, read back by pandas, pyarrow, DuckDB and a parser of WebVTT, is the journal', async () => {
  const messages = writeOddRecording(folder);
  const out = join(root, 'out');
  mkdirSync(out);
  const start = ['--start', START];
  const csv = await exported('--format', 'csv', '--out', join(out, 'a.csv'));
  expect(csv).toMatchObject({ rows: messages, missing: 0, unendedStreams: 1 });
  await exported('--format', 'csv', '--flatten', '--out', join(out, 'flat.csv'));
  await exported('--format', 'csv', '--spreadsheet-safe', '--out', join(out, 'safe.csv'));
  await exported('--format', 'parquet', '--out', join(out, 'a.parquet'));
  await exported('--format', 'jsonl', '--out', join(out, 'a.jsonl'));
  const cues = ['--format', 'vtt', '--cue-seconds', '1.5', ...start];
  await exported(...cues, '--out', join(out, 'a.vtt'));
  await exported('--format', 'events', ...start, '--out', join(out, 'a.events.tsv'));
  await exported('--format', 'daemon', '--out', join(out, 'daemon'));
  const compared = await python('check_exports.py', [folder, out, START]);
  expect(compared).toMatchObject({ messages });
});

test('more than one group of rows, made by two threads', async () => {
  const messages = 130_000;
  writeJsonRecording(folder, messages);
  for (const format of ['parquet', 'csv']) {
    const out = join(root, `a.${format}`);
    const { rows, bytes } = await exported('--format', format, '--out', out);
    expect({ rows, bytes }).toEqual({ rows: messages, bytes: statSync(out).size });
    const checker = '../../stack/bench/export_peer.py';
    const checked = await python(checker, ['check', format, folder, out]);
    expect(checked).toEqual({ equal: true, rows: messages });
  }
});

test('filters, parts of streams, and names in a folder that is there', async () => {
  writeOddRecording(folder);
  const filter = ['--topic', '=1+1', '--kind', 'data'];
  const one = await exported('--format', 'csv', '--out', root, ...filter);
  expect(one).toMatchObject({ rows: 1, path: join(root, 'recording.csv') });
  expect(readFileSync(one.path, 'utf8').split('\r\n')[1]).toMatch(/,=1\+1,true,\d+,utf-8,"=1\+1"$/);
  const again = await exported('--format', 'csv', '--out', root, ...filter);
  expect(again.path).toBe(join(root, 'recording~2.csv'));
  const parts = ['--stream-parts', '--kind', 'text-stream'];
  const all = await exported('--format', 'parquet', '--out', join(root, 'p.parquet'), ...parts);
  expect(all).toMatchObject({ rows: 5, unendedStreams: 0 });
  const late = ['--format', 'vtt', '--start', '2100-01-01', '--kind', 'note', 'data'];
  const none = await exported(...late, '--out', join(root, 'late.vtt'));
  // Every text once as a payload, all but one as a topic too; six of bytes, three others, two notes.
  expect(none).toMatchObject({ rows: 0, leftOut: oddTexts.length * 2 - 1 + 11 });
});

test('nothing is overwritten, and what cannot be made is said', async () => {
  writeOddRecording(folder);
  const out = join(root, 'mine.csv');
  writeFileSync(out, 'mine');
  const refused = await runCli(['export', folder, '--format', 'csv', '--out', out]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('[export-exists]');
  expect(readFileSync(out, 'utf8')).toBe('mine');
  const nowhere = ['export', folder, '--format', 'csv', '--out', join(root, 'no', 'a.csv')];
  expect((await runCli(nowhere)).stderr).toContain('[folder-unwritable]');
  const video = ['--format', 'vtt', '--start', 'video', '--out', join(root, 'v.vtt')];
  expect((await runCli(['export', folder, ...video])).stderr).toContain('[export-no-start]');
  const usage = await runCli(['export', root, '--format', 'csv', '--out', join(root, 'x')]);
  expect(usage.code).toBe(2);
  expect(readdirSync(root).sort()).toEqual(['mine.csv', 'recording']);
});

test('a damaged line is told, and the others are there', async () => {
  writeOddRecording(folder);
  const path = join(folder, 'messages-000001.jsonl');
  const bytes = readFileSync(path);
  bytes[bytes.indexOf('"007"') + 1] = 0x31;
  writeFileSync(path, bytes);
  const out = join(root, 'a.csv');
  const { code, stdout } = await runCli(['export', folder, '--format', 'csv', '--out', out]);
  expect(code).toBe(3);
  expect(stdout).toContain('missing from the recording at 1 place(s)');
  expect(readFileSync(out, 'utf8')).toContain('"1e3"');
});

test('Ctrl-C leaves nothing behind', async () => {
  writeBenchRecording(folder, 200, 60_000_000);
  // Two readings, so that there is time for it.
  const flags = ['--format', 'csv', '--flatten', '--json', '--out', join(root, 'a.csv')];
  const args = [cliEntry, 'export', folder, ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (text.includes('"progress"')) child.kill('SIGINT');
  });
  expect(await ended).toBe(130);
  expect(printed).toContain('"cancelled"');
  expect(existsSync(join(root, 'a.csv'))).toBe(false);
  expect(readdirSync(root)).toEqual(['recording']);
});
