import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finaliseRecording } from './finalise.ts';
import { recoverRecording } from './recover.ts';
import { scanRecording } from './scan.ts';
import {
  data,
  line,
  linkOpen,
  writeFirstManifest,
  writeSegments,
  type Members,
} from './testing/hand-made.ts';
import { verifyRecording } from './verify.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recording-'));
  writeFirstManifest(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const first = 'messages-000001.jsonl';
const ended = new Date('2025-10-09T09:00:00Z');

test('a sound recording is finalised as complete, and verifies', async () => {
  writeSegments(folder, [
    [linkOpen, data(1, 'one'), data(2, 'zwei ü')],
    [data(3, ''), data(1, 'x', 'PA_b')],
  ]);
  const manifest = await finaliseRecording(folder, 'session-stopped', ended);
  expect(manifest.status).toBe('complete');
  expect(manifest.counts).toMatchObject({
    records: 7,
    messages: 4,
    bytes: 11,
    byTopic: { t: 4 },
    corrupt: 0,
  });
  expect(manifest.participants).toMatchObject([
    { sid: 'PA_a', messages: 3, firstSequence: 1, lastSequence: 3 },
    { sid: 'PA_b', messages: 1, lastSequence: 1 },
  ]);
  const sha = createHash('sha256')
    .update(readFileSync(join(folder, first)))
    .digest('hex');
  expect(manifest.files[0]).toMatchObject({
    path: first,
    sha256: sha,
    firstRecord: 1,
    lastRecord: 4,
  });
  expect(await verifyRecording(folder)).toMatchObject({ status: 'complete', problems: [] });
});

test('whatever byte is flipped after finalising, verify says damaged', async () => {
  const [text = ''] = writeSegments(folder, [[linkOpen, data(1, 'one'), data(2, 'two')]]);
  await finaliseRecording(folder, 'session-stopped', ended);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(Buffer.byteLength(text) - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const bytes = Buffer.from(text);
        bytes.writeUInt8(bytes.readUInt8(at) ^ flip, at);
        writeFileSync(join(folder, first), bytes);
        expect((await verifyRecording(folder)).status).toBe('damaged');
      },
    ),
    { numRuns: 150 },
  );
});

test('cut at any byte: the whole lines before it are kept, the tail is set aside, numbers go on', async () => {
  const records: Members[] = [linkOpen, data(1, 'one'), data(2, 'zwei ü\n'), data(3, 'three')];
  const [text = ''] = writeSegments(folder, [records]);
  const bytes = Buffer.from(text);
  for (let cut = 0; cut < bytes.length; cut += 3) {
    rmSync(join(folder, 'set-aside'), { recursive: true, force: true });
    writeFileSync(join(folder, first), bytes);
    truncateSync(join(folder, first), cut);
    const whole = bytes.subarray(0, cut).toString('latin1').split('\n').length - 1;
    const { position, setAside } = await recoverRecording(folder);
    expect(position).toMatchObject({ nextRecord: whole + 1, nextSegment: 2 });
    const kept = readFileSync(join(folder, first));
    expect(kept.toString('latin1').split('\n').length - 1).toBe(whole);
    expect(bytes.subarray(0, kept.length).equals(kept)).toBe(true);
    const tail = setAside.map((path) => readFileSync(join(folder, path)));
    expect(Buffer.concat([kept, ...tail]).equals(bytes.subarray(0, cut))).toBe(true);
  }
});

test('a line that cannot be read is skipped and counted, later ones are read', async () => {
  const [text = ''] = writeSegments(folder, [[linkOpen, data(1, 'one'), data(2, 'two')]]);
  writeFileSync(join(folder, first), text.replace('"text":"one"', '"text":"0ne"'));
  const scan = await scanRecording(folder);
  expect(scan.corrupt).toBe(1);
  expect(scan.summary.counts(scan.corrupt).messages).toBe(1);
  const manifest = await finaliseRecording(folder, 'session-stopped', ended);
  expect(manifest).toMatchObject({ status: 'damaged', counts: { corrupt: 1 } });
});

test('the point to resume from names the last number of each sender', async () => {
  writeSegments(folder, [[linkOpen, data(5, 'a'), data(7, 'b', 'PA_b')], [data(6, 'c')]]);
  const { resume, position } = await recoverRecording(folder);
  expect(position).toEqual({ nextRecord: 7, nextSegment: 3, messages: 3 });
  expect(resume).toMatchObject({
    lastLink: 1,
    senders: [
      { sid: 'PA_a', last: 6 },
      { sid: 'PA_b', last: 7 },
    ],
  });
});

test('gaps make it complete-but; with unnumbered senders it is not provable', async () => {
  const gap: Members = { kind: 'gap', reason: 'link-lost', from: '1', to: '2', senders: [] };
  writeSegments(folder, [[linkOpen, data(1, 'a'), gap]]);
  const manifest = await finaliseRecording(folder, 'session-stopped', ended);
  expect(manifest).toMatchObject({ status: 'complete-but', gaps: [{ reason: 'link-lost' }] });
  expect((await verifyRecording(folder)).status).toBe('complete-but');
  writeFirstManifest(folder);
  const { sequence, ...unnumbered } = data(1, 'b', 'PA_c');
  writeSegments(folder, [[linkOpen, unnumbered, gap]]);
  expect((await finaliseRecording(folder, 'stale', ended)).status).toBe('not-provable');
});

test('a session that was never joined says so', async () => {
  const manifest = await finaliseRecording(folder, 'session-stopped', ended);
  expect(manifest).toMatchObject({ status: 'complete-but', counts: { messages: 0 } });
  expect(manifest.gaps[0]?.detail).toContain('never got into the room');
});

test('missing, extra and foreign files are problems; kinds of a later version are not', async () => {
  writeSegments(folder, [[linkOpen], [data(1, 'a')]]);
  appendFileSync(join(folder, 'messages-000002.jsonl'), line(5, { kind: 'hologram', beam: 1 }));
  const manifest = await finaliseRecording(folder, 'session-stopped', ended);
  expect(manifest).toMatchObject({ status: 'complete', counts: { byKind: { hologram: 1 } } });
  rmSync(join(folder, first));
  const { problems, status } = await verifyRecording(folder);
  expect(status).toBe('damaged');
  expect(problems.join('\n')).toContain('messages-000001.jsonl is missing');
});

test('no manifest, or a torn one: damaged, and the folder is left as it is', async () => {
  writeFileSync(join(folder, 'manifest.json'), '{"format":"sync');
  const before = readdirSync(folder);
  expect((await verifyRecording(folder)).status).toBe('damaged');
  expect(readdirSync(folder)).toEqual(before);
});

test('finalising twice changes nothing', async () => {
  writeSegments(folder, [[linkOpen, data(1, 'a')]]);
  const once = await finaliseRecording(folder, 'session-stopped', ended);
  const twice = await finaliseRecording(folder, 'stale', new Date());
  expect(twice).toEqual(once);
});
