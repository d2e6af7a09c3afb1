import { expect, test } from 'vitest';
import type { Arrival } from '../ports.ts';
import { RingFeeder } from './feeder.ts';
import { createRingBuffer, RingReader, RingWriter } from './ring.ts';

const at = (wall: bigint): Arrival => ({ wall, monotonic: wall });

function drainAll(reader: RingReader): { tag: string; text: string }[] {
  const seen: { tag: string; text: string }[] = [];
  for (let entry = reader.read(); entry !== null; entry = reader.read()) {
    seen.push({ tag: entry.tag, text: entry.payload.toString() });
    reader.release();
  }
  return seen;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test('what does not fit into the ring waits in order and is not lost', async () => {
  const shared = createRingBuffer(4096);
  const reader = new RingReader(shared);
  const feeder = new RingFeeder(new RingWriter(shared), 1_000_000, () => at(0n));
  const sink = feeder.sinkFor(1);
  const sent = Array.from({ length: 200 }, (_, index) => `message ${index}`);
  for (const text of sent) expect(sink.packet(1, 'reliable', at(1n), Buffer.from(text))).toBe(true);
  const seen: string[] = [];
  while (seen.length < sent.length) {
    seen.push(...drainAll(reader).map((entry) => entry.text));
    await settle();
  }
  expect(seen).toEqual(sent);
  expect(feeder.queueBytes).toBe(0);
});

test('what does not fit into memory either is counted and declared as a gap', async () => {
  const shared = createRingBuffer(4096);
  const reader = new RingReader(shared);
  const feeder = new RingFeeder(new RingWriter(shared), 5000, () => at(99n));
  const sink = feeder.sinkFor(1);
  let accepted = 0;
  for (let index = 1; index <= 100; index += 1) {
    if (sink.packet(1, 'lossy', at(BigInt(index)), Buffer.alloc(200))) accepted += 1;
  }
  expect(accepted).toBeGreaterThan(20);
  expect(accepted).toBeLessThan(60);
  const seen: { tag: string; text: string }[] = [];
  for (let round = 0; round < 10; round += 1) {
    seen.push(...drainAll(reader));
    await settle();
  }
  expect(seen.filter((entry) => entry.tag === 'lossy')).toHaveLength(accepted);
  const gaps = seen.filter((entry) => entry.tag === 'event').map((entry) => entry.text);
  expect(gaps).toHaveLength(1);
  expect(JSON.parse(gaps[0] ?? '')).toEqual({
    kind: 'gap',
    reason: 'overload',
    from: String(accepted + 1),
    to: '100',
    count: 100 - accepted,
  });
});
