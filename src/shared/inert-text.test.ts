import { expect, test } from 'vitest';
import { inertLine, inertText } from './inert-text.ts';

test('what a terminal would act on is shown, not done', () => {
  expect(inertLine('a\u001b[2Jb\r\nc\u009bd\u202ee\u007f')).toBe(
    'a\\u001b[2Jb\\u000d\\u000ac\\u009bd\\u202ee\\u007f',
  );
  expect(inertLine('plain, ü, 漢字, 🙂')).toBe('plain, ü, 漢字, 🙂');
  expect(inertText('two\nlines\u001b[0m')).toBe('two\nlines\\u001b[0m');
});

test('JSON says the same before and after', () => {
  const value = { identity: 'x\u0000\u001b\u009b\u202e\u007f\n\u2028y' };
  expect(JSON.parse(inertText(JSON.stringify(value)))).toEqual(value);
});
