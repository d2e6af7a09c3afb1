/** Two lanes lose counted packets at random: what stays missing is exactly what neither has. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CounterFilling,
  type LaneCounterGap,
} from '../../engine/recording/lanes/counter-filling.ts';
import type { AnyRecord } from '../../engine/recording/lines.ts';
import { parseCounterRule } from '../../shared/counter-rule.ts';
import type { GapFilledRecord, LaneName } from '../../shared/records.ts';
import { CounterWatch } from './counter-watch.ts';

interface Sent {
  readonly seq: number;
  /** Milliseconds; when each lane got it, null: never. */
  readonly at: number;
  readonly a: number | null;
  readonly b: number | null;
}

const LANES = ['a', 'b'] as const;
const OTHER = { a: 'b', b: 'a' } as const;
const glove = { identity: 'glove', sid: 'PA_1', topic: 'imu' };
const payloadOf = ({ seq }: Sent): string => JSON.stringify({ seq });
const ns = (ms: number): bigint => BigInt(Math.round(ms * 1_000_000));

interface Received {
  readonly lane: LaneName;
  readonly at: number;
  readonly sent: Sent;
}

function receivedBy(lane: LaneName, all: readonly Sent[]): Received[] {
  return all
    .flatMap((sent) => (sent[lane] === null ? [] : [{ lane, at: sent[lane], sent }]))
    .sort((one, other) => one.at - other.at);
}

/** The gaps that the lane's journal declares. */
function gapsOf(lane: LaneName, received: readonly Received[]): LaneCounterGap[] {
  const rule = parseCounterRule('$.seq');
  if (rule === null) throw new Error('no rule');
  const watch = new CounterWatch(rule);
  let ticked = 0;
  for (const { at, sent } of received) {
    for (; ticked < at; ticked += 100) watch.tick(ticked);
    watch.take({ ...glove, payload: payloadOf(sent), wall: ns(at) }, at);
  }
  watch.end();
  return watch.takeGaps().map((gap, index) => ({ lane, record: index + 1, gap }));
}

function recordOf({ at, sent }: Received, record: number): AnyRecord {
  const stamps = { record, arrival: String(ns(at)), monotonic: String(ns(at)), crc: '00000000' };
  const text = payloadOf(sent);
  return { ...stamps, kind: 'data', link: 1, ...glove, reliable: false, text };
}

/** The gaps of both lanes, and what fills them. */
function filled(all: readonly Sent[]): {
  gaps: LaneCounterGap[];
  fills: GapFilledRecord[];
  received: Record<LaneName, Received[]>;
} {
  const received = { a: receivedBy('a', all), b: receivedBy('b', all) };
  const gaps = LANES.flatMap((lane) => gapsOf(lane, received[lane]));
  const filling = new CounterFilling(gaps);
  const numbers = { a: 0, b: 0 };
  for (const one of [...received.a, ...received.b].sort((x, y) => x.at - y.at)) {
    filling.see(one.lane, recordOf(one, (numbers[one.lane] += 1)));
  }
  return { gaps, fills: filling.results(), received };
}

const numbersIn = (first = 1, last = 0): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/**
 * A sender that counts from 0: once, with packets that overtake each other, or again and again in their
 * order (both together may look to a lane as if the counter had begun again where it had not).
 */
const runs = fc
  .array(
    fc.array(
      fc.record({
        step: fc.integer({ min: 1, max: 60 }),
        late: fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })),
        lost: fc.tuple(fc.nat(9), fc.nat(9)),
      }),
      { minLength: 2, maxLength: 80 },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .chain((steps) => fc.tuple(fc.constant(steps), fc.nat(7), fc.nat(7)))
  .map(([steps, lossA, lossB]) => {
    const all: Sent[] = [];
    let at = 0;
    for (const run of steps) {
      at += 10_000;
      for (const [seq, { step, late: later, lost }] of run.entries()) {
        at += step;
        const late = steps.length === 1 ? later : ([0, 0] as const);
        // That a counter begins again is seen by its first number: it comes first, and in both.
        const isFirst = seq === 0;
        const a = isFirst ? at : lost[0] < lossA ? null : at + late[0];
        const b = isFirst ? at : lost[1] < lossB ? null : at + late[1];
        all.push({ seq, at, a, b });
      }
    }
    return all;
  });

test('what stays missing is exactly what neither lane has', () => {
  let filledNumbers = 0;
  let leftNumbers = 0;
  const check = (all: readonly Sent[]): void => {
    const { gaps, fills, received } = filled(all);
    for (const { lane, record, gap } of gaps) {
      const from = Number(gap.from) / 1e6;
      const to = Number(gap.to) / 1e6;
      const around = all.filter(({ at }) => at > from - 100 && at < to + 100);
      const missed = numbersIn(gap.firstMissing, gap.lastMissing).filter((seq) =>
        around.every((sent) => sent.seq !== seq || sent[lane] === null),
      );
      const other = OTHER[lane];
      const neither = missed.filter((seq) =>
        around.every((sent) => sent.seq !== seq || sent[other] === null),
      );
      const fill = fills.find((one) => one.gap.lane === lane && one.gap.record === record);
      if (fill === undefined) {
        expect(neither).toEqual(missed);
        continue;
      }
      const left = fill.missing.flatMap((part) => numbersIn(part.firstMissing, part.lastMissing));
      expect(left).toEqual(neither);
      expect(fill.by).toBe(other);
      const named = fill.records.flatMap(([first, last]) => received[other].slice(first - 1, last));
      const held = named.map(({ sent }) => sent.seq);
      expect(held).toEqual(expect.arrayContaining(missed.filter((seq) => !left.includes(seq))));
      expect(held).toHaveLength(fill.count);
      filledNumbers += held.length;
      leftNumbers += left.length;
    }
  };
  fc.assert(fc.property(runs, check), { numRuns: 400 });
  expect(filledNumbers).toBeGreaterThan(100);
  expect(leftNumbers).toBeGreaterThan(100);
});

/** Each a millisecond after the one before; both lanes get what `lost` does not name. */
function burst(numbers: readonly number[], lost: Readonly<Record<LaneName, number[]>>): Sent[] {
  return numbers.map((seq, place) => {
    const at = 1_000 + place;
    const got = (lane: LaneName, late: number): number | null =>
      lost[lane].includes(place) ? null : at + late;
    return { seq, at, a: got('a', 0), b: got('b', 0.2) };
  });
}

test('a counter that begins again at once does not fill what was missing before', () => {
  // Both have 5 and 6 of the second time; 5 to 7 of the first time were never sent.
  const skipping = [1, 2, 3, 4, 8, 9, 10, 11, 12, 20, 21, 1, 2, 4, 5, 6];
  const { gaps, fills } = filled(burst(skipping, { a: [], b: [] }));
  expect(gaps).toHaveLength(6);
  expect(fills).toEqual([]);
});

test('the same number missing twice is filled by the packet that is nearer', () => {
  const twice = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6];
  const { gaps, fills } = filled(burst(twice, { a: [3, 9], b: [3] }));
  expect(gaps.filter(({ lane }) => lane === 'a')).toHaveLength(2);
  expect(fills).toMatchObject([
    { gap: { lane: 'a', record: 2 }, by: 'b', records: [[9, 9]], count: 1, missing: [] },
  ]);
});

test('where there is no memory to judge a gap it stays as it is', () => {
  const all = burst([1, 2, 3, 4], { a: [1, 2], b: [] });
  const received = { a: receivedBy('a', all), b: receivedBy('b', all) };
  const filling = new CounterFilling(gapsOf('a', received.a), 2);
  expect(filling.isNeeded).toBe(true);
  for (const [index, one] of received.b.entries()) filling.see('b', recordOf(one, 10 * index + 1));
  expect(filling.results()).toMatchObject([{ count: 2, missing: [] }]);
  const short = new CounterFilling(gapsOf('a', received.a), 0);
  for (const [index, one] of received.b.entries()) short.see('b', recordOf(one, index + 1));
  expect(short.results()).toEqual([]);
});
