/** docs/read_recording.py, the reader that strangers start from, reads what our own reader reads. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { data, linkOpen, writeSegments, type Members } from '../testing/hand-made.ts';
import { RecordingReader } from './recording-reader.ts';

const run = promisify(execFile);
const failedSchema = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });
const program = join(import.meta.dirname, '../../../../docs/read_recording.py');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'python-reader-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const note: Members = { kind: 'note', text: '\ufeffü "quoted"\n' };

async function python(): Promise<{ code: number; records: unknown[]; problems: string }> {
  const done = (code: number, out: string, problems: string) => ({
    code,
    problems,
    records: out
      .split('\n')
      .filter((text) => text !== '')
      .map((text): unknown => JSON.parse(text)),
  });
  try {
    const { stdout, stderr } = await run('python3', [program, folder]);
    return done(0, stdout, stderr);
  } catch (error) {
    const failed = failedSchema.parse(error);
    return done(failed.code, failed.stdout, failed.stderr);
  }
}

async function ours(): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const { record } of new RecordingReader(folder).read()) records.push(record);
  return records;
}

test('one lane: the same records, member by member', async () => {
  writeSegments(folder, [[linkOpen, data(1, 'one'), note], [data(2, '')]]);
  const { code, records, problems } = await python();
  expect(problems).toBe('');
  expect(code).toBe(0);
  expect(records).toEqual(await ours());
  expect(records).toHaveLength(6);
});

test('damage is named: the bad line, the missing number, the torn end', async () => {
  const [text = ''] = writeSegments(folder, [[linkOpen, data(1, 'one'), data(2, 'two')]]);
  const path = join(folder, 'messages-000001.jsonl');
  writeFileSync(path, `${text.replace('"text":"one"', '"text":"0ne"')}{"record":5,"arr`);
  const { code, records, problems } = await python();
  expect(code).toBe(1);
  expect(problems).toContain('messages-000001.jsonl:3 cannot be read');
  expect(problems).toContain('messages-000001.jsonl:5 cannot be read');
  expect(problems).toContain('record 3 is missing');
  expect(records).toEqual(await ours());
});

test('two lanes: each packet once, as our own merge has it', async () => {
  const laneB = join(folder, 'lane-b');
  mkdirSync(laneB);
  writeSegments(folder, [[linkOpen, data(1, 'one'), data(2, 'two'), data(3, 'three')]]);
  writeSegments(laneB, [[linkOpen, data(2, 'two'), data(3, 'three'), data(4, 'four')]]);
  const header = readFileSync(join(laneB, 'messages-000001.jsonl'), 'utf8').split('\n')[0] ?? '';
  expect(header).toContain('"kind":"segment"');
  const { code, records } = await python();
  expect(code).toBe(0);
  const texts = (all: unknown[]): unknown[] =>
    all
      .map((record) => (typeof record === 'object' && record !== null ? { ...record } : {}))
      .flatMap((record) => ('text' in record ? [record.text] : []));
  expect(texts(records).sort()).toEqual(['four', 'one', 'three', 'two']);
  expect(texts(await ours()).sort()).toEqual(['four', 'one', 'three', 'two']);
});
