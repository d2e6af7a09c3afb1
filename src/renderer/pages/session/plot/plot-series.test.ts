import { expect, test } from 'vitest';
import type { FeedRow } from '../../../../shared/feed-row.ts';
import { numericFields, PlotSeries } from './plot-series.ts';

const START = 1_760_000_000_000;

function row(
  at: number,
  value: unknown,
  identity = 'tablet',
  more: Partial<FeedRow> = {},
): FeedRow {
  return {
    ...{ record: 1, kind: 'data', topic: 't', reliable: true, size: 1, base64: null },
    ...{ identity, arrival: `${START + at}000000`, text: JSON.stringify(value), clipped: false },
    ...more,
  };
}

test('figures count every value; the drawn ones are the last of their step', () => {
  const series = new PlotSeries('x.y');
  series.add([
    row(0, { x: { y: 5 } }),
    row(10, { x: { y: -3 } }),
    row(1000, { x: { y: 7.5 } }),
    row(1000, { x: { y: 'seven' } }),
    row(1000, { z: 1 }),
    row(1000, { x: { y: 1 } }, 'robot'),
    row(1000, null, 'robot', { text: '{"pad":"xx', clipped: true }),
    row(1000, null, 'robot', { text: null, base64: 'AA==' }),
  ]);
  expect(series.figures()).toEqual([
    { identity: 'robot', last: 1, min: 1, max: 1, n: 1, lastAt: START + 1000 },
    { identity: 'tablet', last: 7.5, min: -3, max: 7.5, n: 3, lastAt: START + 1000 },
  ]);
  expect(series.undecided).toBe(1);
  const [times, robot, tablet] = series.table(START + 1000, 2000, 20);
  expect(times).toHaveLength(20);
  expect(times.at(-1)).toBe((START + 1000) / 1000);
  expect(tablet?.filter((value) => typeof value === 'number')).toEqual([-3, 7.5]);
  expect(robot?.at(-1)).toBe(1);
});

test('a line ends where a sender was silent for longer than it usually is', () => {
  const series = new PlotSeries('v');
  const quick = [0, 200, 400, 600, 4000, 4200];
  series.add(quick.map((at) => row(at, { v: at })));
  const slow = [0, 4000, 8000, 12_000];
  series.add(slow.map((at) => row(at, { v: at }, 'slow')));
  const [, ofSlow, ofQuick] = series.table(START + 12_000, 13_000, 130);
  expect(ofSlow).not.toContain(null);
  const ends = (ofQuick ?? []).flatMap((value, place) => (value === null ? [place] : []));
  expect(ends).toHaveLength(33);
  expect(ofQuick?.[(ends.at(-1) ?? 0) + 1]).toBe(4000);
  expect(ofQuick?.[(ends[0] ?? 0) - 1]).toBe(600);
});

test('memory is bounded: old steps make room, and a crowd has twelve lines', () => {
  const series = new PlotSeries('v');
  for (let second = 0; second < 900; second += 1) series.add([row(second * 1000, { v: second })]);
  const [, line] = series.table(START + 899_000, 300_000, 300);
  expect(line?.filter((value) => typeof value === 'number')).toEqual(
    Array.from({ length: 300 }, (_, place) => 600 + place),
  );
  series.add(Array.from({ length: 40 }, (_, place) => row(900_000, { v: 1 }, `d${place}`)));
  expect(series.figures()).toHaveLength(12);
  expect(series.others).toBe(29);
});

test('the fields with numbers, of whole and of clipped texts', () => {
  const fields = numericFields([], [row(0, { n: 1, a: { b: [2, 'x'] }, s: 'x' })]);
  expect(fields).toEqual(['a.b[0]', 'n']);
  const more = numericFields(fields, [row(0, null, 'd', { text: '{"m":1,"n":2', clipped: true })]);
  expect(more).toEqual(['a.b[0]', 'm', 'n']);
  expect(numericFields(more, [])).toBe(more);
});
