import { DataPacket } from '@livekit/protocol';
import { expect, test } from 'vitest';
import { gapSchema } from '../../shared/records.ts';
import type { Arrival } from '../ports.ts';
import { RingFeeder } from './feeder.ts';
import { createRingBuffer, RingReader, RingWriter } from './ring.ts';

const at = (wall: bigint): Arrival => ({ wall, monotonic: wall });

function drainAll(reader: RingReader): { tag: string; text: string }[] {
  const seen: { tag: string; text: string }[] = [];
  for (let entry = reader.read(); entry !== null; entry = reader.read()) {
    seen.push({ tag: entry.tag, text: Buffer.from(entry.payload).toString() });
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

test('numbers of what was lost are named, in ranges around what was kept', async () => {
  const shared = createRingBuffer(4096);
  const reader = new RingReader(shared);
  const feeder = new RingFeeder(new RingWriter(shared), 4000, () => at(99n));
  const sink = feeder.sinkFor(1);
  const lost: number[] = [];
  const send = (sequence: number): void => {
    const participant = { participantSid: 'PA_a', participantIdentity: 'device' };
    const value = { case: 'user', value: { payload: Buffer.alloc(150) } } as const;
    const bytes = new DataPacket({ ...participant, sequence, value }).toBinary();
    if (!sink.packet(1, 'reliable', at(BigInt(sequence)), bytes)) lost.push(sequence);
  };
  for (let sequence = 1; sequence <= 80; sequence += 1) send(sequence);
  const seen: { tag: string; text: string }[] = [];
  // A little room, and then none again: more is kept while losses are not declared yet.
  for (let entries = 0; entries < 5; entries += 1) {
    const entry = reader.read();
    if (entry !== null) reader.release();
  }
  await settle();
  for (let sequence = 81; sequence <= 120; sequence += 1) send(sequence);
  for (let round = 0; round < 10; round += 1) {
    seen.push(...drainAll(reader));
    await settle();
  }
  const gaps = seen.flatMap(({ tag, text }) =>
    tag === 'event' ? [gapSchema.parse(JSON.parse(text))] : [],
  );
  const named = gaps.flatMap(({ firstMissing: first = 1, lastMissing: last = 0 }) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
  expect(named).toEqual(lost);
  expect(lost).not.toContain(81);
  expect(gaps.filter(({ reason }) => reason === 'sequence').length).toBeGreaterThan(1);
});
