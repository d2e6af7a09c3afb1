import fc from 'fast-check';
import { isUtf8 } from 'node:buffer';
import { expect, it } from 'vitest';
import { mostJsonBytes, writeJsonText } from './json-bytes.ts';

function written(bytes: Uint8Array): string | null {
  const target = Buffer.alloc(mostJsonBytes(bytes.length) + 1, 0xff);
  const end = writeJsonText(target, 1, bytes);
  if (end === -1) return null;
  expect(end).toBeLessThanOrEqual(target.length);
  return target.toString('utf8', 1, end);
}

it('is what JSON.stringify makes of the text', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('"', '\\', '\u0000', '\u001f', '\u007f', '\u2028', '\n', 'é'),
    }),
    fc.json(),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(written(Buffer.from(text))).toBe(JSON.stringify(text));
    }),
    { numRuns: 2000 },
  );
});

it('every byte of ASCII, and a byte order mark', () => {
  const all = String.fromCharCode(...Array.from({ length: 128 }, (_, index) => index));
  expect(written(Buffer.from(all))).toBe(JSON.stringify(all));
  expect(written(Buffer.from('\uFEFFa'))).toBe('"\uFEFFa"');
  expect(written(Buffer.alloc(0))).toBe('""');
});

it('takes exactly what is UTF-8', () => {
  // The bounds of the parts of a character (Unicode, table 3-7), so that most draws come near one.
  const bounds = fc.constantFrom(
    ...[0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1],
    ...[0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff],
  );
  const near = fc.array(bounds, { maxLength: 6 }).map((bytes) => Uint8Array.from(bytes));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), near), (bytes) => {
      expect(written(bytes) !== null).toBe(isUtf8(bytes));
    }),
    { numRuns: 20_000 },
  );
});

it('takes every two bytes that may begin a character as Node does', () => {
  const bytes = Buffer.alloc(4, 0x80);
  const judgedOtherwise: string[] = [];
  for (let first = 0xc0; first < 0x100; first += 1) {
    for (let second = 0; second < 0x100; second += 1) {
      bytes[0] = first;
      bytes[1] = second;
      for (let length = 2; length <= 4; length += 1) {
        const part = bytes.subarray(0, length);
        if ((written(part) !== null) !== isUtf8(part)) judgedOtherwise.push(part.toString('hex'));
      }
    }
  }
  expect(judgedOtherwise).toEqual([]);
});
