/** Payloads from lines into exports, and JSON into columns. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bytes } from './bytes.ts';
import { flattenJson } from './csv/flatten.ts';
import { appendBase64, appendText } from './json-text.ts';
import { isoNanos, readStamp, secondsText, stamp } from './stamp.ts';

/** As V8 writes it, and with every character escaped that JSON lets escape. */
function forms(text: string): string[] {
  const escaped = [...Array(text.length).keys()]
    .map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
  return [JSON.stringify(text), `"${escaped}"`, JSON.stringify(text).replaceAll('/', '\\/')];
}

test('a text in a line becomes its own bytes, and in CSV its quotes are doubled', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      for (const form of forms(text)) {
        const line = Buffer.from(`xx${form},"crc":"00000000"}`);
        const plain = new Bytes(16);
        const end = appendText(plain, line, 3, line.length, false);
        expect(plain.view().toString('utf8')).toBe(Buffer.from(text).toString('utf8'));
        expect(line.toString('latin1', end, end + 2)).toBe('",');
        const doubled = new Bytes(16);
        appendText(doubled, line, 3, line.length, true);
        expect(doubled.view().equals(Buffer.from(text.replaceAll('"', '""')))).toBe(true);
      }
    }),
  );
});

test('base64 in a line becomes its bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const line = Buffer.from(`"${Buffer.from(bytes).toString('base64')}"}`);
      const out = new Bytes(16);
      appendBase64(out, line, 1);
      expect(out.view().equals(bytes)).toBe(true);
    }),
  );
});

test('flattening finds what JSON.parse finds, at the same path', () => {
  const leaves = (value: unknown, path: string, into: Map<string, string>): void => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      into.set(path, value === null ? '' : text);
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      const escaped = name.replaceAll('\\', '\\\\').replaceAll('.', '\\.');
      leaves(inner, path === '' ? escaped : `${path}.${escaped}`, into);
    }
  };
  const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 5 });
  fc.assert(
    fc.property(objects, fc.constantFrom(0, 2), (value, indent) => {
      const want = new Map<string, string>();
      for (const [name, inner] of Object.entries(value)) leaves({ [name]: inner }, '', want);
      const got = flattenJson(JSON.stringify(value, null, indent)) ?? new Map<string, string>();
      const compact = [...got].map(([path, text]) => [path, text.startsWith('[') ? '[' : text]);
      const wanted = [...want].map(([path, text]) => [path, text.startsWith('[') ? '[' : text]);
      expect(compact).toEqual(wanted);
    }),
  );
  expect(flattenJson('[1]')).toBeNull();
  expect(flattenJson('{"a":1')).toBeNull();
  expect(flattenJson('{"a":1} x')).toBeNull();
});

test('times are written to the nanosecond', () => {
  expect(isoNanos(1_760_000_000_000_000_001n)).toBe('2025-10-09T08:53:20.000000001Z');
  expect(secondsText(-1_500_000_000n)).toBe('-1.500000000');
  expect(secondsText(1n)).toBe('0.000000001');
  readStamp(Buffer.from('"1760000000123456789"'), 1, 20);
  expect(stamp).toEqual({ seconds: 1_760_000_000, nanos: 123_456_789 });
  readStamp(Buffer.from('42'), 0, 2);
  expect(stamp).toEqual({ seconds: 0, nanos: 42 });
});
