import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { data, linkOpen, writeSegments } from '../../testing/hand-made.ts';
import { indexClosedSegment } from './index-closed.ts';
import { loadBounds } from './store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'index-closed-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const long = 'x'.repeat(200);
const records = Array.from({ length: 40 }, (_, index) => data(index + 1, long));

test.each(['', 'lane-b'])('of a segment in "%s", which it then fits', async (lane) => {
  const at = join(folder, lane);
  mkdirSync(at, { recursive: true });
  writeSegments(at, [[linkOpen, ...records], [data(41, 'being written')]]);
  await indexClosedSegment(folder, join(lane, 'messages-000001.jsonl'));
  expect(await loadBounds(at, 'messages-000001.jsonl')).not.toBeNull();
  expect(existsSync(join(at, 'messages-000002.index'))).toBe(false);
});

test('a segment that is gone is an error of the caller', async () => {
  await expect(indexClosedSegment(folder, 'messages-000001.jsonl')).rejects.toThrow('ENOENT');
});
