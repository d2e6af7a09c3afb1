import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Channel, EventRecord } from '../../shared/records.ts';
import type { Arrival, RoomSink } from '../ports.ts';
import { Holding } from './holding.ts';

class ListSink implements RoomSink {
  readonly seen: unknown[] = [];

  packet(_link: number, _channel: Channel, arrival: Arrival, bytes: Uint8Array): boolean {
    this.seen.push([Number(arrival.wall), bytes.length]);
    return true;
  }

  event(record: EventRecord, arrival?: Arrival): void {
    this.seen.push([Number(arrival?.wall), record]);
  }
}

const at = (wall: number): Arrival => ({ wall: BigInt(wall), monotonic: BigInt(wall) });
const note: EventRecord = { kind: 'note', text: 'n' };

test('hands everything on in its order, with the times of arrival', async () => {
  const sink = new ListSink();
  const holding = new Holding(sink);
  holding.packet(1, 'reliable', at(1), new Uint8Array(5));
  holding.event(note, at(2));
  holding.packet(1, 'lossy', at(3), new Uint8Array(6));
  expect(sink.seen).toEqual([]);
  await new Promise<void>((resolve) => {
    holding.release(resolve);
  });
  expect(sink.seen).toEqual([
    [1, 5],
    [2, note],
    [3, 6],
  ]);
});

test('a large hold goes out in portions; what comes meanwhile queues behind it', async () => {
  const sink = new ListSink();
  const holding = new Holding(sink);
  for (let number = 0; number < 20; number += 1) {
    holding.packet(1, 'reliable', at(number), new Uint8Array(100_000));
  }
  const done = new Promise<void>((resolve) => {
    holding.release(resolve);
  });
  expect(sink.seen.length).toBeLessThan(20);
  holding.packet(1, 'reliable', at(20), new Uint8Array(1));
  await done;
  const times = sink.seen.map((one) => (one as [number, unknown])[0]);
  expect(times).toEqual(Array.from({ length: 21 }, (_, index) => index));
});

test('what exceeds 16 MiB is lost and declared', () => {
  const sink = new ListSink();
  const holding = new Holding(sink);
  const mebibyte = new Uint8Array(1024 * 1024);
  const kept = Array.from({ length: 20 }, (_, index) =>
    holding.packet(1, 'reliable', at(index), mebibyte),
  ).filter(Boolean).length;
  expect(kept).toBe(15);
  holding.flush();
  expect(sink.seen.length).toBe(16);
  expect(sink.seen.at(-1)).toMatchObject([
    NaN,
    { kind: 'gap', reason: 'overload', from: '15', to: '19', count: 5 },
  ]);
});

test('what is discarded never comes out, also in the middle of a release', async () => {
  const sink = new ListSink();
  const holding = new Holding(sink);
  for (let number = 0; number < 20; number += 1) {
    holding.packet(1, 'reliable', at(number), new Uint8Array(100_000));
  }
  holding.release(() => undefined);
  const before = sink.seen.length;
  holding.discard();
  await sleep(30);
  expect(sink.seen.length).toBe(before);
});
