import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finaliseRecording } from './finalise.ts';
import { LaneReader } from './reader/lane-reader.ts';
import { repairRecording } from './repair.ts';
import { data, linkOpen, writeFirstManifest, writeSegments } from './testing/hand-made.ts';
import { verifyRecording } from './verify.ts';

let parent = '';
let folder = '';
let out = '';
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'repair-'));
  folder = join(parent, 'old');
  out = join(parent, 'new');
  writeFirstManifest(folder);
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

const options = { software: 'test 1' };
const first = 'messages-000001.jsonl';
const second = 'messages-000002.jsonl';

function everyFile(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'latin1')]),
  );
}

async function damaged(): Promise<void> {
  const [one = '', two = ''] = writeSegments(folder, [
    [linkOpen, data(1, 'one'), data(2, 'two'), data(3, 'three')],
    [data(4, 'four'), data(5, 'five')],
  ]);
  await finaliseRecording(folder, 'session-stopped', new Date('2025-10-09T09:00:00Z'));
  // A message in the middle, the header of the second segment, and its end.
  writeFileSync(join(folder, first), one.replace('"text":"two"', '"text":"tw0"'));
  writeFileSync(join(folder, second), two.replace('"software"', '"sOftware"'));
  truncateSync(join(folder, second), two.length - 5);
  writeFileSync(join(folder, 'manifest.json'), '{"torn');
}

test('every valid record is in the repaired recording, under its number; the rest is declared', async () => {
  await damaged();
  const before = everyFile(folder);
  const { manifest, setAsideBytes } = await repairRecording(folder, out, options);
  expect(everyFile(folder)).toEqual(before);
  expect(manifest).toMatchObject({ status: 'complete-but', counts: { messages: 3 } });
  expect(setAsideBytes).toBeGreaterThan(0);
  const texts: [number, unknown][] = [];
  for await (const record of new LaneReader(out).read({ kinds: ['data'] })) {
    const { text }: Record<string, unknown> = record;
    texts.push([record.record, text]);
  }
  expect(texts).toEqual([
    [3, 'one'],
    [5, 'three'],
    [7, 'four'],
  ]);
  expect(manifest.gaps.map(({ firstRecord, lastRecord }) => [firstRecord, lastRecord])).toEqual([
    [4, 4],
    [6, 6],
    [undefined, undefined],
  ]);
  const verified = await verifyRecording(out);
  expect(verified.problems).toEqual([]);
  expect(verified.status).toBe('complete-but');
});

test('an existing folder is refused, and a cancelled repair leaves nothing behind', async () => {
  await damaged();
  await expect(repairRecording(folder, folder, options)).rejects.toMatchObject({ code: 'usage' });
  const signal = AbortSignal.abort(new Error('cancelled'));
  await expect(repairRecording(folder, out, { ...options, signal })).rejects.toThrow('cancelled');
  expect(readdirSync(parent)).toEqual(['old']);
});
