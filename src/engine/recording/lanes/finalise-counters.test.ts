/** Gaps of counters in payloads, filled from the other lane: finalised recordings, made by hand. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finaliseRecording } from '../finalise.ts';
import { Looks } from '../look/looks.ts';
import type { Manifest } from '../manifest.ts';
import { header, line, writeFirstManifest, type Members } from '../testing/hand-made.ts';
import { verifyRecording } from '../verify.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counters-'));
  writeFirstManifest(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Timed = readonly [seconds: number, members: Members];

const ns = (seconds: number): string =>
  String(1_760_000_000_000_000_000n + BigInt(Math.round(seconds * 1000)) * 1_000_000n);
const joined = { kind: 'link', event: 'open', link: 1, transport: 'v1' };
const glove = { identity: 'glove', sid: 'PA_1', topic: 'imu' };

function packet(seconds: number, seq: number, members: Members = {}): Timed {
  const payload = { text: JSON.stringify({ header: { seq } }) };
  return [seconds, { kind: 'data', link: 1, ...glove, reliable: false, ...payload, ...members }];
}

/** What came before and after it came a tenth of a second before and after its middle. */
function missing(
  seconds: number,
  firstMissing: number,
  lastMissing: number,
  more: Members = {},
): Timed {
  const times = { from: ns(seconds - 0.1), to: ns(seconds + 0.1) };
  const numbers = { counter: '$.header.seq', firstMissing, lastMissing };
  return [seconds + 3, { kind: 'gap', reason: 'counter', ...times, ...glove, ...numbers, ...more }];
}

/** Lane b receives a hundredth of a second later. */
function lane(name: 'a' | 'b', records: readonly Timed[]): void {
  const place = name === 'a' ? folder : join(folder, 'lane-b');
  mkdirSync(place, { recursive: true });
  const later = name === 'a' ? 0 : 0.01;
  const sorted = [...records].sort((one, other) => one[0] - other[0]);
  const all: Timed[] = [[0, { ...header(1), lane: name }], [0, joined], ...sorted];
  const lines = all.map(([at, members], index) =>
    line(index + 1, { arrival: ns(at + later), ...members }),
  );
  writeFileSync(join(place, 'messages-000001.jsonl'), lines.join(''));
}

async function finalised(): Promise<Manifest> {
  const end = new Date(1_760_000_100_000);
  const manifest = await finaliseRecording(folder, 'session-stopped', end);
  const verification = await verifyRecording(folder);
  expect(verification).toMatchObject({ problems: [], status: manifest.status });
  return manifest;
}

const left = (manifest: Manifest): unknown[] =>
  manifest.gaps.map(({ lane: of = 'a', firstMissing, lastMissing, count }) =>
    count === undefined ? [of, firstMissing, lastMissing] : [of, firstMissing, lastMissing, count],
  );

function fills(): unknown[] {
  const text = readFileSync(join(folder, 'messages-000002.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((one) => JSON.parse(one) as unknown);
}

test('numbers that the other lane has are not missing; what neither has stays', async () => {
  lane('a', [packet(1, 1), packet(1.5, 2), packet(2, 7), missing(1.75, 3, 6)]);
  const some = [packet(1, 1), packet(1.6, 3), packet(1.7, 5), packet(1.8, 6), packet(2, 7)];
  lane('b', [...some, missing(1.5, 2, 2), missing(1.65, 4, 4)]);
  const manifest = await finalised();
  expect(left(manifest)).toEqual([
    ['a', 4, 4],
    ['b', 4, 4],
  ]);
  expect(manifest.status).toBe('complete-but');
  expect(fills()).toMatchObject([
    {
      ...{ kind: 'gap-filled', gap: { lane: 'a', record: 6 }, by: 'b', count: 3 },
      records: [[4, 6]],
      missing: [{ firstMissing: 4, lastMissing: 4 }],
    },
    { gap: { lane: 'b', record: 8 }, by: 'a', records: [[4, 4]], count: 1, missing: [] },
  ]);
});

test('where nothing stays the recording is complete, and the timeline says so', async () => {
  lane('a', [packet(1, 1), packet(2, 3), missing(1.5, 2, 2)]);
  lane('b', [packet(1, 1), packet(1.5, 2), packet(2, 3)]);
  const manifest = await finalised();
  expect(manifest).toMatchObject({ status: 'complete', gaps: [] });
  const place = { folder, lane: 'a', synced: Infinity } as const;
  const { events } = await new Looks().timeline(place, null);
  expect(events.filter(({ type }) => type === 'gap')).toMatchObject([{ isFilled: true }]);
});

test('a gap that does not say where the counter stands is left as it is', async () => {
  lane('a', [packet(1, 1), packet(2, 3), missing(1.5, 2, 2, { counter: undefined })]);
  lane('b', [packet(1, 1), packet(1.5, 2), packet(2, 3)]);
  expect(left(await finalised())).toEqual([['a', 2, 2]]);
});

test('only packets of that sender and topic, without a number of their own, with the number there', async () => {
  lane('a', [packet(1, 1), packet(2, 3), missing(1.5, 2, 2)]);
  lane('b', [
    packet(1, 1),
    packet(1.5, 2, { topic: 'imu/left' }),
    packet(1.5, 2, { sid: 'PA_2' }),
    packet(1.5, 2, { sequence: 9, reliable: true }),
    packet(1.5, 2, { text: '{"seq":2}' }),
    packet(1.5, 2, { text: undefined, base64: '/w==' }),
    packet(2, 3),
  ]);
  expect(left(await finalised())).toEqual([['a', 2, 2]]);
});

test('many holes told as one: what came between them is not missing', async () => {
  const odd = [1, 3, 5, 7, 9];
  const a = odd.map((seq) => packet(seq / 100, seq));
  lane('a', [...a, packet(0.2, 4), missing(0.05, 2, 8, { count: 3 })]);
  // 4 came late in lane a: of 2 to 8 it misses 2, 6 and 8.
  lane('b', [...a, packet(0.02, 2), packet(0.04, 4), packet(0.08, 8)]);
  const manifest = await finalised();
  expect(left(manifest)).toEqual([['a', 6, 6]]);
  expect(fills()).toMatchObject([{ count: 2, missing: [{ firstMissing: 6, lastMissing: 6 }] }]);
});

test('of very many parts that stay one over all is told, with its count', async () => {
  lane('a', [packet(1, 1), packet(2, 302), missing(1.5, 2, 301)]);
  const even = Array.from({ length: 150 }, (_, index) => packet(1.5, 2 * index + 2));
  lane('b', [packet(1, 1), ...even, packet(2, 302)]);
  expect(left(await finalised())).toEqual([['a', 3, 301, 150]]);
});

test('finalising again after a crash in between adds nothing twice', async () => {
  lane('a', [packet(1, 1), packet(2, 4), missing(1.5, 2, 3)]);
  lane('b', [packet(1, 1), packet(1.5, 2), packet(2, 4)]);
  const first = await finalised();
  writeFirstManifest(folder);
  expect(await finalised()).toEqual(first);
  expect(left(first)).toEqual([['a', 3, 3]]);
  expect(fills()).toHaveLength(1);
});
