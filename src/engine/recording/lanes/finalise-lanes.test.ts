import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finaliseRecording } from '../finalise.ts';
import type { Manifest } from '../manifest.ts';
import { receiptLines } from '../receipt.ts';
import { header, line, writeFirstManifest, type Members } from '../testing/hand-made.ts';
import { verifyRecording } from '../verify.ts';

let folder: string;
const END = new Date(1_760_000_100_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanes-'));
  writeFirstManifest(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ns = (seconds: number): string =>
  String(1_760_000_000_000_000_000n + BigInt(Math.round(seconds * 1000)) * 1_000_000n);

/** Records at the given seconds, as one segment of a lane. */
function lane(name: 'a' | 'b', records: readonly [at: number, members: Members][]): void {
  const place = name === 'a' ? folder : join(folder, 'lane-b');
  mkdirSync(place, { recursive: true });
  const [first] = records;
  const all = [[first?.[0] ?? 0, { ...header(1), lane: name }] as const, ...records];
  const text = all
    .map(([at, members], index) => line(index + 1, { arrival: ns(at), ...members }))
    .join('');
  writeFileSync(join(place, 'messages-000001.jsonl'), text);
}

const open = (at: number, link = 1): [number, Members] => [
  at,
  { kind: 'link', event: 'open', link, transport: 'v1' },
];
const closed = (at: number, link = 1): [number, Members] => [
  at,
  { kind: 'link', event: 'closed', link, reason: 'stopped' },
];
const sent = (at: number, sequence: number): [number, Members] => [
  at,
  {
    kind: 'data',
    link: 1,
    identity: 'device',
    sid: 'PA_1',
    sequence,
    topic: 't',
    reliable: true,
    text: `message ${sequence}`,
  },
];
const lossy = (at: number, text: string): [number, Members] => [
  at,
  { kind: 'data', link: 1, identity: 'device', sid: 'PA_1', topic: 't', reliable: false, text },
];
const gap = (at: number, members: Members): [number, Members] => [at, { kind: 'gap', ...members }];
const restarted = (from: number, to: number): [number, Members] =>
  gap(to, { reason: 'recorder-restart', from: ns(from), to: ns(to), senders: [] });
const holed = (at: number, firstMissing: number, lastMissing: number): [number, Members] =>
  gap(at, { reason: 'sequence', identity: 'device', sid: 'PA_1', firstMissing, lastMissing });

/** Each second one message, from `first` to `last`. */
const steady = (first: number, last: number): [number, Members][] =>
  Array.from({ length: last - first + 1 }, (_, index) => sent(first + index, first + index));

function fillsOf(): Record<string, unknown>[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((text) => JSON.parse(text) as Record<string, unknown>)
    .filter(({ kind }) => kind === 'gap-filled');
}

async function finalised(): Promise<Manifest> {
  const manifest = await finaliseRecording(folder, 'session-stopped', END);
  const verification = await verifyRecording(folder);
  expect(verification.problems).toEqual([]);
  expect(verification.status).toBe(manifest.status);
  expect(verification.counts).toEqual(manifest.counts);
  return manifest;
}

test('what one lane missed the other fills: no gap stays, each message is counted once', async () => {
  lane('a', [
    open(1),
    ...steady(2, 10),
    open(20.5, 2),
    restarted(10, 20.5),
    ...steady(21, 30),
    holed(31, 11, 20),
    closed(40, 2),
  ]);
  lane('b', [open(1.1), ...steady(2, 30), lossy(15.5, 'x'), closed(40.1)]);
  const manifest = await finalised();
  expect(manifest.status).toBe('complete');
  expect(manifest.gaps).toEqual([]);
  expect(manifest.counts).toMatchObject({ messages: 30, byTopic: { t: 30 } });
  expect(manifest.participants).toMatchObject([
    { sid: 'PA_1', messages: 30, firstSequence: 2, lastSequence: 30, unsequenced: 1 },
  ]);
  expect(manifest.lanes).toMatchObject([
    { lane: 'a', messages: 19, missed: 11 },
    { lane: 'b', messages: 30, missed: 0 },
  ]);
  expect(manifest.files.map(({ path, lane: of }) => [path, of])).toEqual([
    ['messages-000001.jsonl', undefined],
    ['messages-000002.jsonl', undefined],
    ['lane-b/messages-000001.jsonl', 'b'],
  ]);
  // The first number of both is 2: 1 was never sent to recorders.
  expect(fillsOf()).toMatchObject([
    {
      gap: { lane: 'a', record: 13 },
      by: 'b',
      records: [
        [12, 21],
        [32, 32],
      ],
      count: 11,
      missing: [],
    },
    { gap: { lane: 'a', record: 24 }, by: 'b', records: [[12, 21]], count: 10, missing: [] },
  ]);
});

test('where neither was receiving the gap stays, and no longer than that', async () => {
  lane('a', [
    open(1),
    ...steady(2, 10),
    open(20, 2),
    restarted(10, 20),
    ...steady(20, 30),
    holed(31, 11, 19),
  ]);
  lane('b', [
    open(1),
    ...steady(2, 14),
    open(18, 2),
    restarted(14, 18),
    ...steady(18, 30),
    holed(31, 15, 17),
  ]);
  const manifest = await finalised();
  expect(manifest.status).toBe('complete-but');
  expect(
    manifest.gaps.map(({ reason, lane: of, from, to, firstMissing, lastMissing }) =>
      reason === 'sequence' ? [of, firstMissing, lastMissing] : [of, from, to],
    ),
  ).toEqual([
    // Half a second more at each end: packets reach the lanes at different times.
    [undefined, ns(13.5), ns(18.5)],
    [undefined, 15, 17],
    ['b', ns(14), ns(18)],
    ['b', 15, 17],
  ]);
  expect(fillsOf()).toMatchObject([
    { gap: { lane: 'a' }, by: 'b', missing: [{ from: ns(13.5), to: ns(18.5) }] },
    { gap: { lane: 'a' }, by: 'b', missing: [{ firstMissing: 15, lastMissing: 17 }] },
  ]);
});

test('a lane that died and never came back fills nothing after its last record', async () => {
  lane('a', [open(1), ...steady(2, 10), open(20, 2), restarted(10, 20), ...steady(20, 30)]);
  lane('b', [open(1), ...steady(2, 5)]);
  const manifest = await finalised();
  expect(manifest.gaps).toMatchObject([{ reason: 'recorder-restart', from: ns(10), to: ns(20) }]);
  expect(fillsOf()).toEqual([]);
});

test('a link that was lost fills nothing from its last packet on, until it is back', async () => {
  lane('a', [open(1), ...steady(2, 10), open(20, 2), restarted(10, 20), ...steady(20, 30)]);
  lane('b', [
    open(1),
    ...steady(2, 15),
    [17, { kind: 'link', event: 'lost', link: 1, reason: 'x' }],
  ]);
  const manifest = await finalised();
  expect(manifest.gaps).toMatchObject([{ from: ns(14.5), to: ns(20) }]);
});

test('the second recorder never came up: a good recording of one lane, with a warning', async () => {
  lane('a', [open(1), ...steady(2, 10), closed(11)]);
  mkdirSync(join(folder, 'lane-b'));
  const manifest = await finalised();
  expect(manifest.status).toBe('complete');
  expect(manifest.lanes).toMatchObject([
    { lane: 'a', missed: 0 },
    { lane: 'b', records: 0 },
  ]);
  expect(receiptLines(manifest, folder).join('\n')).toContain('warning: recorder b');
});

test('the first recorder never came up: the second has it all', async () => {
  mkdirSync(join(folder, 'lane-b'));
  lane('b', [open(1), ...steady(2, 10), closed(11)]);
  const manifest = await finalised();
  expect(manifest).toMatchObject({ status: 'complete', gaps: [], counts: { messages: 9 } });
});

test('neither ever got in: the gap says so', async () => {
  mkdirSync(join(folder, 'lane-b'));
  const manifest = await finalised();
  expect(manifest).toMatchObject({ status: 'complete-but', gaps: [{ reason: 'link-lost' }] });
});

test('finalising again after a crash in between adds nothing twice', async () => {
  lane('a', [open(1), ...steady(2, 10), open(20, 2), restarted(10, 20), ...steady(20, 30)]);
  lane('b', [open(1), ...steady(2, 30), closed(40)]);
  const first = await finalised();
  writeFirstManifest(folder);
  expect(await finalised()).toEqual(first);
  expect(fillsOf()).toHaveLength(1);
});

test('a torn tail of lane b is set aside in lane b', async () => {
  lane('a', [open(1), ...steady(2, 5), closed(9)]);
  lane('b', [open(1), ...steady(2, 5)]);
  const path = join(folder, 'lane-b/messages-000001.jsonl');
  writeFileSync(path, '{"record":7,"arr', { flag: 'a' });
  const manifest = await finalised();
  expect(manifest.status).toBe('complete');
  expect(manifest.files.map(({ path: name, role, lane: of }) => [name, role, of])).toEqual([
    ['messages-000001.jsonl', 'segment', undefined],
    ['lane-b/messages-000001.jsonl', 'segment', 'b'],
    ['lane-b/set-aside/messages-000001.jsonl.tail-1', 'set-aside', 'b'],
  ]);
});
