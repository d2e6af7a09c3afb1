import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeLanes, type Missed } from './merge-lanes.ts';
import type { LaneName } from '../../../shared/records.ts';

interface Line {
  readonly kind: string;
  readonly record: number;
  readonly arrival: string;
  readonly [member: string]: unknown;
}

const START = 1_760_000_000_000n;

/** One packet of the room: by number, or without one and perhaps equal to others. */
interface Sent {
  readonly sid: string;
  readonly sequence: number | null;
  readonly text: string;
}

type Members = Readonly<Record<string, unknown>> & { readonly at: number };

/** A lane: the members with their arrival in milliseconds, records numbered from 1. */
function laneOf(items: readonly Members[]): Line[] {
  return items.map(({ at, ...members }, index) => ({
    kind: 'data',
    ...members,
    record: index + 1,
    arrival: String((START + BigInt(at)) * 1_000_000n),
    monotonic: String(at),
    link: index % 3,
    crc: String(index),
  }));
}

async function* each(lines: readonly Line[]): AsyncGenerator<Line> {
  for (const line of lines) {
    await Promise.resolve();
    yield line;
  }
}

async function merged(
  a: readonly Line[],
  b: readonly Line[],
  options: { windowMs?: number; mostPending?: number } = {},
): Promise<{ out: { lane: LaneName; record: Line }[]; missed: Missed[] }> {
  const missed: Missed[] = [];
  const out: { lane: LaneName; record: Line }[] = [];
  const onMissed = (one: Missed): void => void missed.push(one);
  for await (const one of mergeLanes(each(a), each(b), { ...options, onMissed })) out.push(one);
  return { out, missed };
}

const packet = ({ sid, sequence, text }: Sent): Readonly<Record<string, unknown>> => ({
  sid,
  ...(sequence === null ? { reliable: false } : { sequence, reliable: true }),
  text,
});

const keyOf = (line: Line): string =>
  typeof line['sequence'] === 'number'
    ? `${String(line['sid'])} ${line['sequence']}`
    : `${String(line['sid'])} ${String(line['text'])}`;

function countOf(lines: readonly Line[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + 1);
  return counts;
}

/** Packets in the order in which the server forwards them, and which of them each lane loses. */
const traffic = fc
  .array(
    fc.record({
      sid: fc.constantFrom('PA_1', 'PA_2', 'PA_3'),
      numbered: fc.boolean(),
      // Few different texts: equal packets without numbers are told apart by their count alone.
      text: fc.constantFrom('x', 'y', ''),
      gap: fc.integer({ min: 0, max: 40 }),
      lostByA: fc.boolean(),
      lostByB: fc.boolean(),
      delayA: fc.integer({ min: 0, max: 50 }),
      delayB: fc.integer({ min: 0, max: 50 }),
    }),
    { maxLength: 120 },
  )
  .map((packets) => {
    const last = new Map<string, number>();
    let at = 0;
    const lanes = { a: [] as Members[], b: [] as Members[] };
    for (const { sid, numbered, text, gap, lostByA, lostByB, delayA, delayB } of packets) {
      at += gap;
      const sequence = numbered ? (last.get(sid) ?? 0) + 1 : null;
      if (sequence !== null) last.set(sid, sequence);
      const members = packet({ sid, sequence, text });
      if (!lostByA) lanes.a.push({ at: at + delayA, ...members });
      if (!lostByB) lanes.b.push({ at: at + delayB, ...members });
    }
    const inOrder = (one: Members, other: Members): number => one.at - other.at;
    return { a: laneOf(lanes.a.sort(inOrder)), b: laneOf(lanes.b.sort(inOrder)) };
  });

test('any mix of losses: each packet as often as the better lane has it, ordered by arrival', async () => {
  await fc.assert(
    fc.asyncProperty(traffic, async ({ a, b }) => {
      const { out, missed } = await merged(a, b);
      const inA = countOf(a);
      const inB = countOf(b);
      const inOut = countOf(out.map(({ record }) => record));
      for (const key of new Set([...inA.keys(), ...inB.keys()])) {
        expect(inOut.get(key), key).toBe(Math.max(inA.get(key) ?? 0, inB.get(key) ?? 0));
      }
      expect(inOut.size).toBe(new Set([...inA.keys(), ...inB.keys()]).size);
      const arrivals = out.map(({ record }) => BigInt(record.arrival));
      expect(arrivals).toEqual([...arrivals].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0)));
      // What each lane missed, by the model: what the other has more often.
      for (const [lane, own, other] of [
        ['a', inA, inB],
        ['b', inB, inA],
      ] as const) {
        const lines = lane === 'a' ? a : b;
        const told = missed.filter((one) => one.lane === lane);
        const toldLines = told
          .map(({ record }) => lines[record - 1])
          .filter((x) => x !== undefined);
        expect(toldLines).toHaveLength(told.length);
        expect(new Set(told.map(({ record }) => record)).size).toBe(told.length);
        const counted = countOf(toldLines);
        for (const [key, count] of own) {
          expect(counted.get(key) ?? 0).toBe(Math.max(0, count - (other.get(key) ?? 0)));
        }
        for (const one of told) expect(one.missedBy).toBe(lane === 'a' ? 'b' : 'a');
      }
    }),
    { numRuns: 400 },
  );
});

test('each record keeps the order of its lane', async () => {
  await fc.assert(
    fc.asyncProperty(traffic, async ({ a, b }) => {
      const { out } = await merged(a, b);
      for (const lane of ['a', 'b'] as const) {
        const records = out.filter((one) => one.lane === lane).map(({ record }) => record.record);
        expect(records).toEqual([...records].sort((x, y) => x - y));
      }
    }),
    { numRuns: 100 },
  );
});

test('a lane alone comes through as it is', async () => {
  await fc.assert(
    fc.asyncProperty(traffic, async ({ a }) => {
      const { out, missed } = await merged(a, []);
      expect(out.map(({ record }) => record)).toEqual(a);
      expect(missed.map(({ missedBy }) => missedBy)).toEqual(a.map(() => 'b'));
    }),
    { numRuns: 50 },
  );
});

const numbered = (count: number, at: (index: number) => number): Line[] =>
  laneOf(
    Array.from({ length: count }, (_, index) => ({
      at: at(index),
      ...packet({ sid: 'PA_1', sequence: index + 1, text: 'x' }),
    })),
  );

test('a lane that delivers late, within the window, is still matched', async () => {
  const { out, missed } = await merged(
    numbered(20_000, (index) => index),
    numbered(20_000, (index) => index + 15_000),
  );
  expect(out).toHaveLength(20_000);
  expect(missed).toEqual([]);
});

test('memory is bounded: what waits too long, or too many of it, is given up and told', async () => {
  const late = await merged(
    numbered(20_000, (index) => index),
    numbered(20_000, (index) => index + 15_000),
    { mostPending: 100 },
  );
  // Given up too early, so they stand there twice: recorded twice is the smaller evil.
  expect(late.out.length).toBeGreaterThan(20_000);
  expect(late.missed.length).toBe((late.out.length - 20_000) * 2);
});

test('a lane that is away for hours costs nothing: its absence is certain at once', async () => {
  const a = numbered(5000, (index) => index * 1000);
  const b = a.filter(({ record }) => record < 10 || record > 4990);
  const { out, missed } = await merged(a, b, { windowMs: 1000, mostPending: 10 });
  expect(out).toHaveLength(5000);
  expect(missed.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 4981 }, (_, index) => index + 10),
  );
});

test('events stand there once, also when a lane tells again what is there', async () => {
  const person = (event: string, at: number, metadata = ''): Members => ({
    at,
    kind: 'participant',
    event,
    sid: 'PA_1',
    identity: 'one',
    metadata,
  });
  const room = (event: string, at: number): Members => ({
    at,
    kind: 'room',
    event,
    name: 'r',
    sid: 'RM_1',
    metadata: '{}',
  });
  const a = laneOf([
    room('joined', 0),
    person('joined', 10),
    person('changed', 20, 'm1'),
    person('changed', 30, 'm2'),
    // Its child was replaced.
    room('joined', 5_000_000),
    person('present', 5_000_001, 'm2'),
    person('left', 6_000_000),
    room('ended', 6_000_010),
  ]);
  const b = laneOf([
    room('joined', 5),
    person('present', 11),
    person('changed', 35, 'm1'),
    person('changed', 36, 'm2'),
    person('left', 5_999_999),
    room('ended', 6_000_020),
  ]);
  const { out, missed } = await merged(a, b);
  expect(
    out.map(({ lane, record }) => `${lane} ${record.kind} ${String(record['event'])}`),
  ).toEqual([
    'a room joined',
    'a participant joined',
    'a participant changed',
    'a participant changed',
    'b participant left',
    'a room ended',
  ]);
  expect(missed).toEqual([]);
});

test('what a lane says of itself stands there for both', async () => {
  const a = laneOf([
    { at: 0, kind: 'segment', lane: 'a' },
    { at: 1, kind: 'gap', reason: 'disk' },
  ]);
  const b = laneOf([
    { at: 0, kind: 'segment', lane: 'b' },
    { at: 1, kind: 'gap', reason: 'disk' },
  ]);
  const { out } = await merged(a, b);
  expect(out.map(({ lane, record }) => `${lane} ${record.kind}`)).toEqual([
    'a segment',
    'b segment',
    'a gap',
    'b gap',
  ]);
});

test('a reader that stops in the middle closes both lanes', async () => {
  const closed: string[] = [];
  async function* endless(name: string): AsyncGenerator<Line> {
    try {
      for (let at = 0; ; at += 1) {
        await Promise.resolve();
        yield* laneOf([{ at, kind: 'note', text: name }]);
      }
    } finally {
      closed.push(name);
    }
  }
  for await (const { record } of mergeLanes(endless('a'), endless('b'))) {
    if (record.record > 0) break;
  }
  expect(closed.sort()).toEqual(['a', 'b']);
});
