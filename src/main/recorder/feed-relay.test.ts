import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import type { FeedRow } from '../../shared/feed-row.ts';
import { unpackRows } from '../../shared/ipc/packed-feed.ts';
import { BATCH_BYTES, FeedRelay } from './feed-relay.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const row = (record: number, text = 'hello'): FeedRow => ({
  record,
  arrival: '1700000000000000000',
  kind: 'data',
  identity: 'tablet',
  topic: 'chat',
  reliable: true,
  size: text.length,
  text,
  base64: null,
  clipped: false,
});

interface Batch {
  readonly rows: readonly FeedRow[];
  readonly skipped: number;
  readonly bytes: number;
}

type Push = (rows: readonly FeedRow[], skipped: number) => void;

function relay(): { feed: FeedRelay; sent: Batch[]; push: Push; watched: (string | null)[] } {
  const watched: (string | null)[] = [];
  const sent: Batch[] = [];
  let push: Push = () => undefined;
  const engine: Pick<Engine, 'watch'> = {
    watch: (recordingId, onFeed) => {
      watched.push(recordingId);
      push = onFeed;
    },
  };
  const feed = new FeedRelay(
    () => engine,
    ({ recordingId, rows, skipped }) => {
      expect(recordingId).toBe(watched.at(-1));
      sent.push({ rows: unpackRows(rows), skipped, bytes: Buffer.byteLength(rows) });
    },
  );
  return {
    feed,
    sent,
    watched,
    push: (rows, skipped) => {
      push(rows, skipped);
    },
  };
}

test('the first rows go at once, those of the next tenth of a second together', () => {
  const { feed, sent, push } = relay();
  feed.watch('r');
  push([row(1)], 0);
  expect(sent).toHaveLength(1);
  push([row(2)], 0);
  push([row(3)], 3);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toMatchObject({ skipped: 3 });
  expect(sent[1]?.rows.map(({ record }) => record)).toEqual([2, 3]);
});

test('a batch never exceeds 64 KiB; a second one waits, the rest is counted', () => {
  const { feed, sent, push } = relay();
  feed.watch('r');
  const rows = Array.from({ length: 2000 }, (_, index) => row(index + 1, 'ü'.repeat(200)));
  push(rows, 0);
  expect(sent).toHaveLength(1);
  push([], 7);
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(2);
  for (const { bytes } of sent) {
    expect(bytes).toBeLessThanOrEqual(BATCH_BYTES);
    expect(bytes).toBeGreaterThan(BATCH_BYTES - 1000);
  }
  const shown = sent.flatMap((batch) => batch.rows);
  expect(shown).toEqual(rows.slice(0, shown.length));
  expect(shown.length + sent.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(2007);
});

test('rows in bursts of 2,000 a second all get through, in ten batches a second', () => {
  const { feed, sent, push } = relay();
  feed.watch('r');
  let record = 0;
  for (let burst = 0; burst < 50; burst += 1) {
    // Two batches of the sampler in one of ours, then none.
    vi.advanceTimersByTime(burst % 2 === 0 ? 10 : 190);
    push(
      Array.from({ length: 200 }, () => row((record += 1), 'x'.repeat(200))),
      0,
    );
  }
  vi.advanceTimersByTime(1000);
  expect(sent.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(0);
  expect(sent.flatMap((batch) => batch.rows).map((one) => one.record)).toEqual(
    Array.from({ length: 10_000 }, (_, index) => index + 1),
  );
  expect(sent.length).toBeLessThanOrEqual(52);
});

test('what comes for a recording that is not watched any more is not sent', () => {
  const { feed, sent, push, watched } = relay();
  feed.watch('r');
  push([row(1)], 0);
  push([row(2)], 0);
  feed.watch(null);
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(1);
  expect(watched).toEqual(['r', null]);
});
