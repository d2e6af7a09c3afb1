import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonKeepingDigits } from './json.ts';

test.each<[string, unknown]>([
  ['{"joinedAt":1760000012123456789}', { joinedAt: '1760000012123456789' }],
  ['[-1760000012123456789, 1760000012]', ['-1760000012123456789', 1_760_000_012]],
  [
    '{"comments":"1760000012123456789 \\" 1760000012123456789"}',
    {
      comments: '1760000012123456789 " 1760000012123456789',
    },
  ],
  ['0.12345678901234567890', 0.123_456_789_012_345_68],
  ['1.5e300', 1.5e300],
  ['123456789012345', 123_456_789_012_345],
  ['""', ''],
])('%s', (text, expected) => {
  expect(parseJsonKeepingDigits(text)).toEqual(expected);
});

test('is JSON.parse for everything that has no such numbers', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(parseJsonKeepingDigits(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 1_000 },
  );
});

test('long texts are no trouble', () => {
  const long = JSON.stringify({ comments: `${'\\"'.repeat(1_000_000)}${'x'.repeat(5_000_000)}` });
  expect(parseJsonKeepingDigits(long)).toEqual(JSON.parse(long));
});

test('what is no JSON throws', () => {
  expect(() => parseJsonKeepingDigits('<html>')).toThrow(SyntaxError);
  expect(() => parseJsonKeepingDigits('')).toThrow(SyntaxError);
});
