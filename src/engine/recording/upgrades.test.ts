/** Recordings of every version of the format that was ever written stay readable: tests/fixtures/recordings. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMAT_VERSION } from '../../shared/layout.ts';
import { RecordingReader } from './reader/recording-reader.ts';
import { describeVersion, upgradeRecord, type Upgrade } from './upgrades.ts';
import { verifyRecording } from './verify.ts';

const fixtures = join(import.meta.dirname, '../../../tests/fixtures/recordings');

test('there is a recording of each version, and each verifies and is read', async () => {
  const versions = Array.from({ length: FORMAT_VERSION }, (_, index) => `version-${index + 1}`);
  expect(readdirSync(fixtures).sort()).toEqual(versions);
  for (const version of versions) {
    const folder = join(fixtures, version);
    const { status, problems } = await verifyRecording(folder);
    expect(problems).toEqual([]);
    expect(status).toBe('not-provable');
    const payloads: unknown[] = [];
    for await (const { record } of new RecordingReader(folder).read({ kinds: ['data'] })) {
      const { text, base64 }: Record<string, unknown> = record;
      payloads.push(text ?? base64);
    }
    expect(payloads).toEqual(['one', 'zwei ü\n', '/wAB', 'three']);
  }
});

test('a record of an old version goes through every step to the newest', () => {
  const steps = new Map<number, Upgrade>([
    [1, ({ old, ...rest }) => ({ ...rest, between: old })],
    [2, ({ between, ...rest }) => ({ ...rest, now: between })],
  ]);
  expect(upgradeRecord({ record: 1, old: 'x' }, 1, steps, 3)).toEqual({ record: 1, now: 'x' });
  expect(upgradeRecord({ record: 1, between: 'x' }, 2, steps, 3)).toEqual({ record: 1, now: 'x' });
  expect(upgradeRecord({ record: 1, now: 'x' }, 3, steps, 3)).toEqual({ record: 1, now: 'x' });
  expect(() => upgradeRecord({ record: 1 }, 1, new Map(), 2)).toThrow(RangeError);
});

test('what a later recorder wrote is named as newer, what nobody reads any more as such', () => {
  expect(describeVersion(FORMAT_VERSION)).toBeNull();
  expect(describeVersion(FORMAT_VERSION + 1)).toContain('newer');
  expect(describeVersion(0)).toContain('cannot be read any more');
});
