import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRingBuffer, RingReader, RingWriter } from './ring.ts';

test('any interleaving of writes and reads keeps content and order', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.record({ push: fc.uint8Array({ maxLength: 1500 }) }),
          fc.record({ read: fc.integer({ min: 1, max: 4 }) }),
        ),
        { maxLength: 200 },
      ),
      (steps) => {
        const shared = createRingBuffer(4096);
        const writer = new RingWriter(shared);
        const reader = new RingReader(shared);
        const model: Uint8Array[] = [];
        let pushed = 0;
        const readOne = (): void => {
          const entry = reader.read();
          const expected = model.shift();
          if (expected === undefined) {
            expect(entry).toBeNull();
            return;
          }
          expect(Buffer.from(entry?.payload ?? []).equals(expected)).toBe(true);
          reader.release();
        };
        for (const step of steps) {
          if ('push' in step) {
            const ok = writer.push(1, 2, 'lossy', 3n, BigInt(pushed), step.push);
            if (ok) {
              model.push(step.push);
              pushed += 1;
            } else {
              // Refused only when it really could not fit: at least half the ring is in use.
              expect(writer.usedBytes + 2 * (step.push.length + 40)).toBeGreaterThan(4096);
            }
          } else {
            for (let index = 0; index < step.read; index += 1) readOne();
          }
        }
        while (model.length > 0) readOne();
        expect(reader.read()).toBeNull();
      },
    ),
    { numRuns: 300 },
  );
});

test('head fields come back as they were given', () => {
  const shared = createRingBuffer(4096);
  const writer = new RingWriter(shared);
  const reader = new RingReader(shared);
  writer.push(7, 9, 'event', 1_760_000_000_123_456_789n, 42n, Buffer.from('{}'));
  expect(reader.read()).toMatchObject({
    room: 7,
    link: 9,
    tag: 'event',
    wall: 1_760_000_000_123_456_789n,
    monotonic: 42n,
  });
});

test('positions survive the wrap at 2^32', () => {
  const shared = createRingBuffer(4096);
  new Int32Array(shared).fill(-3, 0, 2);
  const writer = new RingWriter(shared);
  const reader = new RingReader(shared);
  for (let index = 0; index < 50; index += 1) {
    expect(writer.push(index, 0, 'reliable', 0n, 0n, Buffer.alloc(index))).toBe(true);
    expect(reader.read()?.room).toBe(index);
    reader.release();
  }
});

test('a ring that is emptied again and again does not wander through its memory', () => {
  const shared = createRingBuffer(64 * 1024);
  const writer = new RingWriter(shared);
  const reader = new RingReader(shared);
  for (let index = 0; index < 500; index += 1) {
    expect(writer.push(index, 0, 'reliable', 0n, 0n, Buffer.alloc(1000, 1))).toBe(true);
    expect(reader.read()?.room).toBe(index);
    reader.release();
  }
  expect(new Uint8Array(shared).lastIndexOf(1)).toBeLessThan(24 * 1024);
});
