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
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(written(bytes) !== null).toBe(isUtf8(bytes));
    }),
    { numRuns: 2000 },
  );
});
