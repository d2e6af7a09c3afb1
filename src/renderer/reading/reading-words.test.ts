import { expect, test } from 'vitest';
import { momentOf } from './reading-words.ts';

test('a time of day is the first such moment of the recording, also after midnight', () => {
  const startedAt = new Date(2026, 0, 31, 22, 30, 15, 400).getTime();
  expect(momentOf('22:45', startedAt)).toBe(new Date(2026, 0, 31, 22, 45).getTime());
  expect(momentOf('22:30:15', startedAt)).toBe(new Date(2026, 0, 31, 22, 30, 15).getTime());
  expect(momentOf('01:05:09', startedAt)).toBe(new Date(2026, 1, 1, 1, 5, 9).getTime());
  expect(momentOf('', startedAt)).toBeNull();
  expect(momentOf('soon', startedAt)).toBeNull();
});
