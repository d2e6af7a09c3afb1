import { expect, it } from 'vitest';
import { nextRate } from './search.ts';

it('looks upwards until it is too much, then between', () => {
  expect(nextRate(20_000, null)).toBe(30_000);
  expect(nextRate(20_000, 30_000)).toBe(24_000);
  expect(nextRate(24_000, 27_000)).toBeNull();
});

it('goes down when the first rate was too much', () => {
  expect(nextRate(null, 900)).toBe(600);
  expect(nextRate(null, 900, 500)).toBe(450);
  expect(nextRate(null, 10)).toBeNull();
});
