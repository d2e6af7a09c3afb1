import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partBytesOf } from './encoder-setup.ts';

const csv = { format: 'csv', options: { safe: false, paths: [] } } as const;

test('parts are whole bytes, large enough for a row group and no larger than memory allows', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), (total) => {
      for (const setup of [csv, { format: 'parquet' } as const]) {
        const bytes = partBytesOf(setup, total);
        // A place in a file that is no whole number ends the process.
        expect(Number.isSafeInteger(bytes)).toBe(true);
        expect(bytes).toBeGreaterThanOrEqual(2 ** 22);
        expect(bytes).toBeLessThanOrEqual(48 * 2 ** 20);
      }
    }),
  );
});
