/** The encodings of Parquet, decoded here from their specifications. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bytes } from '../bytes.ts';
import { appendHybrid, bitWidth } from './hybrid.ts';
import { Nanoseconds, setNumber, type Int64 } from './int64.ts';
import { snappyCompress } from './snappy.ts';

/** Snappy's format description: a length, then literals and copies. */
function snappyDecompress(bytes: Buffer): Buffer {
  let at = 0;
  const next = (): number => {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('ends too early');
    at += 1;
    return byte;
  };
  let length = 0;
  for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
    byte = next();
    length += (byte & 0x7f) * 2 ** shift;
  }
  const out: number[] = [];
  while (at < bytes.length) {
    const tag = next();
    const upper = tag >> 2;
    if ((tag & 3) === 0) {
      let size = upper;
      if (upper >= 60) {
        size = 0;
        for (let byte = 0; byte < upper - 59; byte += 1) size += next() * 256 ** byte;
      }
      for (let left = size + 1; left > 0; left -= 1) out.push(next());
      continue;
    }
    const isShort = (tag & 3) === 1;
    const size = isShort ? (upper & 7) + 4 : upper + 1;
    const offset = isShort ? (upper >> 3) * 256 + next() : next() + next() * 256;
    if (offset === 0 || offset > out.length) throw new Error('copies what is not there');
    for (let left = size; left > 0; left -= 1) out.push(out[out.length - offset] ?? 0);
  }
  expect(out.length).toBe(length);
  return Buffer.from(out);
}

function roundTrip(input: Buffer): void {
  const packed = new Bytes(16);
  snappyCompress(input, input.length, packed);
  expect(snappyDecompress(Buffer.from(packed.view())).equals(input)).toBe(true);
}

test('Snappy gives back any bytes, with repetitions near and far, and over several blocks', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 60 });
  fc.assert(
    fc.property(pieces, fc.array(fc.nat(59), { maxLength: 400 }), (texts, order) => {
      roundTrip(Buffer.concat(order.map((place) => texts[place] ?? new Uint8Array())));
    }),
    { numRuns: 300 },
  );
  for (const length of [0, 1, 3, 14, 15, 16, 60, 61, 257, 65_536, 65_537, 200_000]) {
    roundTrip(Buffer.alloc(length, 'abcdefghijklmnop'));
    roundTrip(Buffer.alloc(length));
    const noise = Buffer.alloc(length);
    for (let at = 0; at < length; at += 1) noise[at] = (at * 2_654_435_761) >>> 13;
    roundTrip(noise);
  }
});

/** Runs and bit-packed groups, as parquet-format's Encodings.md has them. */
function hybridDecode(bytes: Buffer, count: number, width: number): number[] {
  const values: number[] = [];
  let at = 0;
  while (values.length < count) {
    let header = 0;
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7, at += 1) {
      byte = bytes[at] ?? 0;
      header += (byte & 0x7f) * 2 ** shift;
    }
    if (header % 2 === 0) {
      const value = bytes.readUIntLE(at, Math.ceil(width / 8));
      at += Math.ceil(width / 8);
      for (let left = header / 2; left > 0; left -= 1) values.push(value);
      continue;
    }
    const groups = Math.floor(header / 2);
    for (let place = 0; place < groups * 8; place += 1) {
      let value = 0;
      for (let bit = 0; bit < width; bit += 1) {
        const position = place * width + bit;
        value |= (((bytes[at + (position >> 3)] ?? 0) >> (position & 7)) & 1) << bit;
      }
      values.push(value);
    }
    at += groups * width;
  }
  expect(at).toBe(bytes.length);
  return values.slice(0, count);
}

test('runs and bit-packed groups give back any numbers', () => {
  const runs = fc.array(fc.tuple(fc.nat(70_000), fc.integer({ min: 1, max: 40 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(runs, fc.integer({ min: 1, max: 17 }), (pairs, width) => {
      const values = pairs.flatMap(([value, times]) =>
        Array.from({ length: times }, () => value % 2 ** width),
      );
      const out = new Bytes(16);
      appendHybrid(out, Uint32Array.from(values), values.length, width);
      expect(hybridDecode(Buffer.from(out.view()), values.length, width)).toEqual(values);
    }),
  );
  expect([0, 1, 2, 3, 4, 65_535, 65_536].map(bitWidth)).toEqual([1, 1, 2, 2, 3, 16, 17]);
});

test('nanoseconds and numbers are the same in two halves', () => {
  const whole = ({ high, low }: Int64): bigint => (BigInt(high) << 32n) + BigInt(low);
  const target = { high: 0, low: 0 };
  const clock = new Nanoseconds();
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1_000_000_000n }), (nanoseconds) => {
      const seconds = Number(nanoseconds / 1_000_000_000n);
      const nanos = Number(nanoseconds % 1_000_000_000n);
      expect(whole(clock.set(seconds, nanos))).toBe(nanoseconds);
      // Again in the same second.
      expect(whole(clock.set(seconds, 7))).toBe(BigInt(seconds) * 1_000_000_000n + 7n);
    }),
  );
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      expect(whole(setNumber(target, value))).toBe(BigInt(value));
    }),
  );
  expect(whole(clock.set(99_999_999_999, 1))).toBe(2n ** 63n - 1n);
});
