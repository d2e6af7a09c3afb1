import { expect, it } from 'vitest';
import { parseUuid } from './uuid.ts';

const uuid = 'aaaaaaaa-0000-4000-8000-00000000000f';

it.each([uuid, uuid.toUpperCase(), uuid.replaceAll('-', ''), `{${uuid}}`, `urn:uuid:${uuid}`])(
  'reads %s',
  (text) => {
    expect(parseUuid(text)).toBe(uuid);
  },
);

it.each([
  ['', 'invalid length: expected length 32 for simple format, found 0'],
  ['abc', 'invalid length: expected length 32 for simple format, found 3'],
  ['aaaaaaaa-0000-4000', 'invalid group count: expected 5, found 3'],
  [`${uuid}0`, 'invalid group length in group 4: expected 12, found 13'],
  [
    'aaaaaaaa-0000-400ü-8000-00000000000f',
    'invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `ü` at 18',
  ],
])('refuses %s', (text, why) => {
  expect(parseUuid(text)).toEqual(new Error(why));
});
