import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finaliseRecording } from './finalise.ts';
import {
  data,
  linkOpen,
  writeFirstManifest,
  writeSegments,
  type Members,
} from './testing/hand-made.ts';
import { verifyRecording } from './verify.ts';

const ended = new Date('2025-10-09T09:00:00Z');
const path = 'streams/000000003_photo-0a1b2c3d.bin';
const content = Buffer.from('the content of a stream');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streams-'));
  writeFirstManifest(folder);
  mkdirSync(join(folder, 'streams'));
  writeFileSync(join(folder, path), content);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function chunk(index: number, offset: number, length: number): Members {
  const sum = crc32(content.subarray(offset, offset + length));
  return {
    ...{ kind: 'byte-stream', link: 1, identity: 'a', sid: 'PA_a', sequence: index + 1 },
    ...{ reliable: true, part: 'chunk', stream: 's1', index, file: path, offset, length },
    ...{ contentCrc: sum.toString(16).padStart(8, '0'), envelope: 'AA==', contentAt: 1 },
  };
}

test('a file of a stream stands in the manifest, and is verified', async () => {
  writeSegments(folder, [[linkOpen, chunk(0, 0, 10), chunk(1, 10, 13)]]);
  const manifest = await finaliseRecording(folder, 'session-stopped', ended);
  expect(manifest).toMatchObject({ status: 'complete', counts: { messages: 2, bytes: 23 } });
  const sha256 = createHash('sha256').update(content).digest('hex');
  expect(manifest.files[1]).toMatchObject({
    path,
    role: 'stream',
    size: 23,
    sha256,
    records: null,
  });
  expect(await verifyRecording(folder)).toMatchObject({ status: 'complete', problems: [] });
  appendFileSync(join(folder, path), 'x');
  expect((await verifyRecording(folder)).status).toBe('damaged');
});

test('what a file lost with the power is a gap that names how much', async () => {
  writeSegments(folder, [[linkOpen, chunk(0, 0, 10), chunk(1, 10, 13)]]);
  truncateSync(join(folder, path), 12);
  const manifest = await finaliseRecording(folder, 'session-stopped', ended);
  expect(manifest.status).toBe('complete-but');
  expect(manifest.gaps).toMatchObject([{ reason: 'corrupt', count: 13 }]);
  expect((await verifyRecording(folder)).problems).toEqual([]);
});

test('a path that leads out of the recording is not read', async () => {
  writeSegments(folder, [[linkOpen, { ...chunk(0, 0, 10), file: '../../secret' }]]);
  expect(await finaliseRecording(folder, 'session-stopped', ended)).toMatchObject({ gaps: [] });
});

test('a topic named as what every object has is counted like any other', async () => {
  writeSegments(folder, [[linkOpen, { ...data(1, 'x'), topic: '__proto__' }]]);
  const { counts } = await finaliseRecording(folder, 'session-stopped', ended);
  expect(Object.entries(counts.byTopic)).toEqual([['__proto__', 1]]);
  expect((await verifyRecording(folder)).problems).toEqual([]);
});
