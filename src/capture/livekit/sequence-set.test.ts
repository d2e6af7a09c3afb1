import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SequenceSet } from './sequence-set.ts';

const numbers = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 400 });

test('takes each number once, in any order', () => {
  fc.assert(
    fc.property(numbers, fc.nat(50), (sequence, known) => {
      const set = new SequenceSet(known);
      const model = new Set(Array.from({ length: known }, (_, index) => index + 1));
      for (const number of sequence) {
        expect(set.add(number)).toBe(!model.has(number));
        model.add(number);
        expect(set.highest).toBe(Math.max(known, ...model));
      }
    }),
  );
});

test('copes with the highest number', () => {
  const set = new SequenceSet();
  expect(set.add(0xffffffff)).toBe(true);
  expect(set.add(0xffffffff)).toBe(false);
  expect(set.add(1)).toBe(true);
  expect(set.add(1)).toBe(false);
});

test('of too many holes the oldest are forgotten, and nothing that is new is ever refused', () => {
  const set = new SequenceSet();
  for (let number = 2; number <= 20_000; number += 2) expect(set.add(number)).toBe(true);
  for (let number = 1; number <= 19_999; number += 2) expect(set.add(number)).toBe(true);
  // The newest numbers are still recognised.
  for (let number = 12_000; number <= 20_000; number += 1) expect(set.add(number)).toBe(false);
});
