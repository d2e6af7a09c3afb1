import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import type { FeedRow } from '../../shared/capture-protocol.ts';
import type { FeedBatch } from '../../shared/ipc/contract.ts';
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

type Push = (rows: readonly FeedRow[], skipped: number) => void;

function relay(): { feed: FeedRelay; sent: FeedBatch[]; push: Push; watched: (string | null)[] } {
  const watched: (string | null)[] = [];
  const sent: FeedBatch[] = [];
  let push: Push = () => undefined;
  const engine: Pick<Engine, 'watch'> = {
    watch: (recordingId, onFeed) => {
      watched.push(recordingId);
      push = onFeed;
    },
  };
  const feed = new FeedRelay(
    () => engine,
    (batch) => sent.push(batch),
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
  expect(sent[1]).toMatchObject({ recordingId: 'r', skipped: 3 });
  expect(sent[1]?.rows.map(({ record }) => record)).toEqual([2, 3]);
});

test('a batch never exceeds 64 KiB; the rest is counted, not queued', () => {
  const { feed, sent, push } = relay();
  feed.watch('r');
  const rows = Array.from({ length: 2000 }, (_, index) => row(index + 1, 'ü'.repeat(200)));
  push(rows, 0);
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(1);
  const [batch] = sent;
  expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThanOrEqual(BATCH_BYTES);
  expect((batch?.rows.length ?? 0) + (batch?.skipped ?? 0)).toBe(2000);
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
