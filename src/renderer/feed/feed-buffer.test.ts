import { expect, test } from 'vitest';
import type { FeedRow } from '../../shared/feed-row.ts';
import { FeedBuffer } from './feed-buffer.ts';
import { filterRows, noChoices, noFilter, withChoices } from './feed-filter.ts';

const row = (record: number, changes: Partial<FeedRow> = {}): FeedRow => ({
  record,
  arrival: '1',
  kind: 'data',
  identity: 'tablet',
  topic: 'chat',
  reliable: true,
  size: 5,
  text: 'hello',
  base64: null,
  clipped: false,
  ...changes,
});
const rows = (from: number, count: number): FeedRow[] =>
  Array.from({ length: count }, (_, index) => row(from + index));

test('holds the newest rows only, and counts what made room', () => {
  const buffer = new FeedBuffer({ rows: 100, bytes: 1e9 });
  buffer.append(rows(1, 80), 2);
  buffer.append(rows(81, 80), 3);
  expect(buffer.rows).toHaveLength(100);
  expect(buffer.rows.at(-1)?.record).toBe(160);
  expect(buffer.rows[0]?.record).toBe(61);
  expect([buffer.received, buffer.dropped, buffer.skipped]).toEqual([160, 60, 5]);
});

test('bytes are bounded as well, whatever the rows weigh, for as long as it runs', () => {
  const limit = 100_000;
  const buffer = new FeedBuffer({ rows: 5000, bytes: limit });
  for (let batch = 0; batch < 200; batch += 1) {
    buffer.append(
      Array.from({ length: 50 }, (_, index) =>
        row(batch * 50 + index, { text: 'x'.repeat((batch * 37 + index * 11) % 900) }),
      ),
      0,
    );
    expect(buffer.bytes).toBeLessThanOrEqual(limit);
  }
  expect(buffer.bytes).toBeGreaterThan(limit / 2);
  expect(buffer.dropped + buffer.rows.length).toBe(10_000);
});

test('an array that somebody looks at is never changed under her eyes', () => {
  const buffer = new FeedBuffer({ rows: 10, bytes: 1e9 });
  buffer.append(rows(1, 10), 0);
  const frozen = buffer.rows;
  buffer.append(rows(11, 10), 0);
  expect(frozen.map(({ record }) => record)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('filters by sender, by topic (also none) and by text without regard to case', () => {
  const all = [
    row(1, { text: 'Temperature 20' }),
    row(2, { identity: 'robot', topic: null }),
    row(3, { text: null, base64: 'AA==' }),
  ];
  const found = (filter: Partial<typeof noFilter>): number[] =>
    filterRows(all, { ...noFilter, ...filter }).rows.map(({ record }) => record);
  expect(found({ text: 'tempERATURE' })).toEqual([1]);
  expect(found({ identity: 'robot' })).toEqual([2]);
  expect(found({ topic: '' })).toEqual([2]);
  expect(found({ topic: 'chat' })).toEqual([1, 3]);
  expect(filterRows(all, noFilter).rows).toBe(all);
  const choices = withChoices(noChoices, all);
  expect(choices).toEqual({
    identities: ['robot', 'tablet'],
    topics: ['', 'chat'],
    kinds: ['data'],
  });
  expect(found({ kind: 'chat' })).toEqual([]);
  expect(withChoices(choices, all)).toBe(choices);
});

test('filters by a field of JSON: there, or of a value; what is cut off is counted', () => {
  const all = [
    row(1, { text: '{"state":"on","x":{"y":2}}' }),
    row(2, { text: '{"state":"off"}' }),
    row(3, { text: '{"pad":"xx', clipped: true }),
    row(4, { text: 'state = on' }),
  ];
  const found = (json: string): [number[], number] => {
    const { rows: fitting, undecided } = filterRows(all, { ...noFilter, json });
    return [fitting.map(({ record }) => record), undecided];
  };
  expect(found('state')).toEqual([[1, 2], 1]);
  expect(found('$.state = on')).toEqual([[1], 1]);
  expect(found('x.y=2')).toEqual([[1], 1]);
  expect(found('x')).toEqual([[1], 1]);
  expect(found(' ')).toEqual([[1, 2, 3, 4], 0]);
});
