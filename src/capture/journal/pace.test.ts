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

it('looks more often while messages are late, and for some seconds after', () => {
  const pace = new Pace();
  const usual = pace.lookEveryMs;
  pace.judge(1_000, 5);
  expect(pace.lookEveryMs).toBe(usual);
  pace.judge(2_000, 11);
  const sooner = pace.lookEveryMs;
  expect(sooner).toBeLessThan(usual);
  const looks = Array.from({ length: 30 }, (_, time) => {
    pace.judge(3_000 + time, 11);
    return pace.lookEveryMs;
  });
  expect(looks[0]).toBe(sooner);
  expect(looks.at(-1)).toBe(usual);
});
