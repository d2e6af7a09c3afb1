import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST_NANO_DIGITS, writeNanos } from './decimal-nanos.ts';
import { writeNumber } from './digits.ts';

function textOf(nanos: bigint): string {
  const target = Buffer.alloc(MOST_NANO_DIGITS + 3, 'x');
  return target.toString('latin1', 3, writeNanos(target, 3, nanos));
}

it('writes what String writes', () => {
  const nanos = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: 1_700_000_000_000_000_000n, max: 1_900_000_000_000_000_000n }),
    fc.bigInt({ min: 0n, max: 10_000_000_000n }),
  );
  fc.assert(
    fc.property(nanos, (value) => {
      expect(textOf(value)).toBe(String(value));
    }),
    { numRuns: 5000 },
  );
});

it('keeps zeros', () => {
  const second = 1_000_000_000n;
  const edges = [0n, 1n, second - 1n, second, second + 1n, second * 2n, 2n ** 63n - 1n];
  expect(edges.map(textOf)).toEqual(edges.map(String));
});

it('writes whole numbers', () => {
  const target = Buffer.alloc(20);
  fc.assert(
    fc.property(fc.oneof(fc.nat(), fc.maxSafeNat()), (value) => {
      expect(target.toString('latin1', 0, writeNumber(target, 0, value))).toBe(String(value));
    }),
    { numRuns: 5000 },
  );
  const edges = [
    0,
    9,
    10,
    99,
    100,
    999_999_999,
    1_000_000_000,
    4_294_967_295,
    Number.MAX_SAFE_INTEGER,
  ];
  for (const value of edges) {
    expect(target.toString('latin1', 0, writeNumber(target, 0, value))).toBe(String(value));
  }
});
