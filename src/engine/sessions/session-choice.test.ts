import { expect, test } from 'vitest';
import { isOurs, isSessionChoice } from './session-choice.ts';

test.each([
  ['every', 'anything', false, true],
  ['announced', 'anything', false, false],
  ['announced', 'anything', true, true],
  ['name:Pilot *', 'pilot 7', false, true],
  ['name:Pilot *', 'A pilot 7', false, false],
  ['name:a.b?(c)', 'a.bX(c)', false, true],
  ['name:a.b?(c)', 'aXbX(c)', false, false],
  ['name:*', 'two\nlines', false, true],
])('%s, "%s", announced: %s', (choice, name, known, ours) => {
  expect(isSessionChoice(choice)).toBe(true);
  expect(isOurs(choice, name, known)).toBe(ours);
});

test.each(['', 'name:', 'all'])('"%s" is no choice', (choice) => {
  expect(isSessionChoice(choice)).toBe(false);
});
