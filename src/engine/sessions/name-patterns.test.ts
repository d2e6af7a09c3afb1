import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fits, namePatterns } from './name-patterns.ts';

const isWanted = (patterns: string, name: string): boolean => {
  const parsed = namePatterns(patterns);
  if (parsed === null) throw new Error('no pattern');
  return fits(parsed, name);
};

test.each([
  ['*', 'anything, even this'],
  ['lab-*', 'Lab-7'],
  ['lab-?', 'lab-é'],
  ['a*b*c', 'a.b.b.c'],
  ['lab-*, class *', 'Class 7'],
  ['!*test*', 'lesson'],
  ['lab.1', 'LAB.1'],
  ['🎓*', '🎓 exam'],
])('%s takes %s', (patterns, name) => {
  expect(isWanted(patterns, name)).toBe(true);
});

test.each([
  ['lab-*', 'my lab-7'],
  ['lab-?', 'lab-'],
  ['lab-?', 'lab-12'],
  ['lab.1', 'labx1'],
  ['lab-*,!*test*', 'lab-Test-2'],
  ['!*test*', 'a test'],
  ['a*b', 'a.b.c'],
])('%s leaves %s', (patterns, name) => {
  expect(isWanted(patterns, name)).toBe(false);
});

test('nothing but separators is no pattern', () => {
  expect(namePatterns(' , ! ,')).toBeNull();
});

test('agrees with a regular expression', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', '*', '?'), { minLength: 1, maxLength: 8 });
  const names = fc.array(fc.constantFrom('a', 'b'), { maxLength: 10 });
  fc.assert(
    fc.property(letters, names, (pattern, name) => {
      const source = pattern.join('').replaceAll('*', '.*').replaceAll('?', '.');
      expect(isWanted(pattern.join(''), name.join(''))).toBe(
        new RegExp(`^${source}$`, 'u').test(name.join('')),
      );
    }),
  );
});

test('a pattern full of stars takes no time on a long name', () => {
  expect(isWanted(`${'*a'.repeat(50)}*c`, 'a'.repeat(20_000))).toBe(false);
});
