import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareProject, objectKey, type KeyPlace } from './object-key.ts';

const place: KeyPlace = {
  project: { id: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'alpha' },
  roomName: 'Pilot 1',
  recordingId: 'cccccccc-0000-4000-8000-000000000001',
};

describe('the scheme of docs/data-format.md', () => {
  test('harmless names stand as they are', () => {
    expect(objectKey(place, 'messages-000001.jsonl')).toBe(
      'alpha-aaaaaaaa-0000-4000-8000-000000000001/Pilot 1/text-egress/all-topics/' +
        'cccccccc-0000-4000-8000-000000000001/messages-000001.jsonl',
    );
    expect(objectKey(place, 'set-aside/tail-1.bin')).toMatch(/0001\/set-aside\/tail-1\.bin$/);
  });

  test('unsafe names become slug and hash', () => {
    const room = (roomName: string): string | undefined =>
      objectKey({ ...place, roomName }, 'manifest.json').split('/')[1];
    expect(room('a/b')).toBe('a_b-c14cddc0');
    expect(room('..')).toBe('__-5ec1f7e7');
    expect(room('')).toBe('-e3b0c442');
    expect(room('x'.repeat(200))).toBe('x'.repeat(200));
    expect(room('x'.repeat(201))).toMatch(/^x{48}-[0-9a-f]{8}$/);
    expect(room('Zoé')).toMatch(/^Zo_-[0-9a-f]{8}$/);
    expect(room("(a)'!*._-")).toBe("(a)'!*._-");
  });

  test('a LiveKit server without SyncFlow', () => {
    const project = bareProject('wss://rooms.example.org:7880/x');
    expect(objectKey({ ...place, project }, 'manifest.json')).toMatch(
      /^livekit-rooms\.example\.org\/Pilot 1\//,
    );
  });
});

const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 260 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('', '.', '..', '...', '/', '../..', 'a/../b', ' ', 'C:', 'CON', '\0', 'ü'),
);
const anyPlace = fc.record({
  project: fc.record({ id: fc.uuid(), name: anyName }),
  roomName: anyName,
  recordingId: fc.uuid(),
});

test('no part of any key is empty, climbs, is too long or holds anything unsafe', () => {
  fc.assert(
    fc.property(anyPlace, anyName, (somewhere, file) => {
      const key = objectKey(somewhere, file);
      expect(key.length).toBeLessThanOrEqual(1024);
      for (const part of key.split('/')) {
        expect(part).toMatch(/^[A-Za-z0-9!\-_.*'() ]{1,200}$/);
        expect(['.', '..']).not.toContain(part);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('names that a person would tell apart have keys that differ', () => {
  const twins = fc
    .tuple(anyName, anyName)
    .chain(([left, right]) =>
      fc.constantFrom(
        [left, right] as const,
        [left, left.toUpperCase()] as const,
        [left, left.normalize('NFD')] as const,
        [left, `${left}/`] as const,
      ),
    )
    // Lone surrogates are no characters: UTF-8, which is hashed, cannot tell them apart.
    .map(([left, right]) => [left.toWellFormed(), right.toWellFormed()] as const)
    .filter(([left, right]) => left !== right);
  fc.assert(
    fc.property(twins, ([left, right]) => {
      const key = (roomName: string): string => objectKey({ ...place, roomName }, 'manifest.json');
      expect(key(left)).not.toBe(key(right));
    }),
    { numRuns: 1_000 },
  );
});

test('two recordings never share a key, even where case and Unicode form are ignored', () => {
  fc.assert(
    fc.property(anyPlace, fc.uuid(), (somewhere, otherId) => {
      fc.pre(somewhere.recordingId !== otherId);
      const fold = (recordingId: string): string =>
        objectKey({ ...somewhere, recordingId }, 'manifest.json')
          .normalize('NFC')
          .toLowerCase();
      expect(fold(somewhere.recordingId)).not.toBe(fold(otherId));
    }),
  );
});
