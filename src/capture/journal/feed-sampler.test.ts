import { expect, test } from 'vitest';
import type { FeedRow } from '../../shared/feed-row.ts';
import { EncodedPacket } from './encoded-packet.ts';
import { FeedSampler } from './feed-sampler.ts';

const packet = (text: string, isText = true): EncodedPacket =>
  new EncodedPacket('data', 'tablet', 'chat', Buffer.from(text), isText, null, 0, text.length);

interface Batch {
  readonly rows: readonly FeedRow[];
  readonly skipped: number;
}

/** @param perMs Messages that come in each millisecond. */
function sampled(seconds: number, perMs: number, tickEvery: (ms: number) => boolean): Batch[] {
  const batches: Batch[] = [];
  const sampler = new FeedSampler((rows, skipped) => batches.push({ rows, skipped }));
  let record = 0;
  for (let ms = 0; ms < seconds * 1000; ms += 1) {
    for (let count = 0; count < perMs; count += 1) {
      record += 1;
      sampler.add(record, BigInt(ms), true, packet('hello'));
    }
    if (tickEvery(ms)) sampler.tick(ms);
  }
  sampler.tick(seconds * 1000 + 100);
  return batches;
}

const rowsOf = (batches: readonly Batch[]): number =>
  batches.reduce((sum, { rows }) => sum + rows.length, 0);
const skippedOf = (batches: readonly Batch[]): number =>
  batches.reduce((sum, { skipped }) => sum + skipped, 0);

test('2,000 a second all get through, however unevenly it is looked after them', () => {
  for (const every of [(ms: number) => ms % 7 === 0, (ms: number) => ms % 160 < 60]) {
    const batches = sampled(10, 2, every);
    expect([rowsOf(batches), skippedOf(batches)]).toEqual([20_000, 0]);
    expect(batches.length).toBeLessThanOrEqual(102);
  }
});

test('of 20,000 a second more than 2,000 get through, the others are counted', () => {
  const batches = sampled(10, 20, (ms) => ms % 7 === 0);
  expect(rowsOf(batches) + skippedOf(batches)).toBe(200_000);
  expect(rowsOf(batches)).toBeGreaterThan(20_000);
  expect(Math.max(...batches.map(({ rows }) => rows.length))).toBeLessThanOrEqual(480);
});

test('a row holds the beginning: of JSON enough for its fields, of bytes what a line shows', () => {
  const rows: FeedRow[] = [];
  const sampler = new FeedSampler((some) => rows.push(...some));
  sampler.add(1, 5n, true, packet('x'.repeat(300)));
  sampler.add(2, 5n, true, packet(`{"x":"${'y'.repeat(2000)}"}`));
  sampler.add(3, 5n, false, packet('z'.repeat(300), false));
  sampler.add(4, 5n, true, packet('whole'));
  sampler.tick(0);
  expect(rows.map(({ text }) => text?.length ?? null)).toEqual([200, 1000, null, 5]);
  expect(Buffer.from(rows[2]?.base64 ?? '', 'base64')).toHaveLength(32);
  expect(rows.map(({ clipped }) => clipped)).toEqual([true, true, true, false]);
});
