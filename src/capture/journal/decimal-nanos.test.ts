import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DecimalNanos } from './decimal-nanos.ts';

it('writes what String writes', () => {
  const decimal = new DecimalNanos();
  const nanos = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: 1_700_000_000_000_000_000n, max: 1_900_000_000_000_000_000n }),
    fc.bigInt({ min: 0n, max: 10_000_000_000n }),
  );
  fc.assert(
    fc.property(nanos, (value) => {
      expect(decimal.text(value)).toBe(String(value));
    }),
    { numRuns: 5000 },
  );
});

it('keeps zeros and follows the seconds', () => {
  const decimal = new DecimalNanos();
  const second = 1_000_000_000n;
  const edges = [1n, 999_999_999n, second, second + 1n, second * 2n, 2n ** 63n - 1n].flatMap(
    (value) => [value, value + 1n - 1n],
  );
  expect(edges.map((value) => decimal.text(value))).toEqual(edges.map(String));
});
