import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstIndex } from './first-index.ts';

it('finds what looking at each place in turn finds', () => {
  const places = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(110));
  fc.assert(
    fc.property(places, ([from, length, bound]) => {
      const to = from + length;
      const all = Array.from({ length }, (_, index) => from + index);
      const expected = all.find((index) => index >= bound) ?? to;
      expect(firstIndex(from, to, (index) => index >= bound)).toBe(expected);
    }),
  );
});
