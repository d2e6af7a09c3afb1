import { expect, test } from 'vitest';
import { jsonOf } from '../pages/session/payload-json.ts';
import { markupFree } from '../trusted-types.ts';
import { visible } from './feed-row-line.tsx';
import { bytesOfBase64, bytesOfText, hexDump, hexLine } from './hex.ts';

test('bytes are shown as they are', () => {
  const bytes = Uint8Array.from({ length: 20 }, (_, index) => index * 13);
  expect(hexDump(bytes).split('\n')).toEqual([
    "00000000  00 0d 1a 27 34 41 4e 5b 68 75 82 8f 9c a9 b6 c3  ...'4AN[hu......",
    '00000010  d0 dd ea f7                                      ....',
  ]);
  expect(hexLine(btoa('abcd'), 2)).toBe('61 62 …');
  expect([...bytesOfBase64('/wAB')]).toEqual([255, 0, 1]);
  expect([...bytesOfText('\ufeffü')]).toEqual([0xef, 0xbb, 0xbf, 0xc3, 0xbc]);
});

test('nothing invisible, and nothing that turns the text around, reaches a line', () => {
  expect(visible('a\nb\u001b[31mc\u202ed\u0000')).toBe('a⏎b·[31mc·d·');
  expect(visible('naïve 你好')).toBe('naïve 你好');
});

test('JSON is a tree only when it is whole and more than a single value', () => {
  const message = {
    record: 1,
    arrival: '1',
    kind: 'data',
    identity: null,
    sid: null,
    sequence: null,
    topic: null,
    reliable: true,
    size: 1,
    base64: null,
    clipped: false,
  };
  expect(jsonOf({ ...message, text: '{"a":1}' })).toEqual({ value: { a: 1 } });
  for (const text of ['007', '1e3', '', 'null', '{"a":', '"word"']) {
    expect(jsonOf({ ...message, text })).toBeNull();
  }
  expect(jsonOf({ ...message, text: '{"a":1}', clipped: true })).toBeNull();
});

test('the default policy lets style text pass and no markup', () => {
  expect(markupFree('.a > .b { color: red }')).toBe('.a > .b { color: red }');
  expect(() => markupFree('<img src=x>')).toThrow(TypeError);
});
