import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeName } from './safe-name.ts';

test.each([
  // The hashes: printf '%s' NAME | sha256sum
  ['Pilot 1', 'Pilot_1-56a13209'],
  ['a/b', 'a_b-c14cddc0'],
  ['', '-e3b0c442'],
  ['..', '__-5ec1f7e7'],
])('%j becomes %j', (name, expected) => {
  expect(safeName(name)).toBe(expected);
});

test('an emoji is one character, cut or not', () => {
  expect(safeName('🧪x').startsWith('_x-')).toBe(true);
  expect(safeName('🧪'.repeat(60)).slice(0, -9)).toBe('_'.repeat(48));
});

test('any name becomes a harmless part of a path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      expect(safeName(name)).toMatch(/^[A-Za-z0-9_-]{0,48}-[0-9a-f]{8}$/);
    }),
  );
});

/** Names as people really type them twice: other case, other Unicode form, a space more, a long tail. */
const twins = fc
  .tuple(
    fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constant(`Zoé ${'x'.repeat(60)}`)),
    fc.constantFrom(
      (name: string) => name.toUpperCase(),
      (name: string) => name.toLowerCase(),
      (name: string) => name.normalize('NFD'),
      (name: string) => name.normalize('NFC'),
      (name: string) => `${name} `,
      (name: string) => `${name}/`,
      (name: string) => `${name}y`,
    ),
  )
  .map(([name, change]) => [name, change(name)] as const)
  .filter(([left, right]) => left !== right);

test('distinct names stay distinct, also where case and Unicode form are ignored', () => {
  fc.assert(
    fc.property(twins, ([left, right]) => {
      const fold = (name: string): string => safeName(name).normalize('NFC').toLowerCase();
      expect(fold(left)).not.toBe(fold(right));
    }),
    { numRuns: 1_000 },
  );
});
