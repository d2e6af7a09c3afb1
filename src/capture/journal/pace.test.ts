import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

it('sleeps at once when nothing ever came, and after some looks in vain', () => {
  const pace = new Pace();
  expect(pace.sleepsAfter(false)).toBe(true);
  expect(pace.sleepsAfter(true)).toBe(false);
  const looks = Array.from({ length: 10 }, () => pace.sleepsAfter(false));
  expect(looks.indexOf(true)).toBeGreaterThan(3);
  expect(looks.at(-1)).toBe(true);
});

it('stays awake while something comes now and then', () => {
  const pace = new Pace();
  const sleeps = Array.from({ length: 100 }, (_, look) => pace.sleepsAfter(look % 5 === 0));
  expect(sleeps).not.toContain(true);
});
