import { expect, test } from 'vitest';
import { fileNameOf } from './file-name.ts';

test('names of rooms become names of files', () => {
  expect(fileNameOf('2026-01-31 Morning class')).toBe('2026-01-31 Morning class');
  expect(fileNameOf('../../etc/passwd')).toBe('_.._etc_passwd');
  expect(fileNameOf('a:b\\c*?"<>|\n\u202etxt.')).toBe('a_b_c________txt');
  expect(fileNameOf(' ...')).toBe('recording');
  expect(fileNameOf('😀'.repeat(100)).isWellFormed()).toBe(true);
});
