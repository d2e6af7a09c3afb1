import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../state/testing.ts';
import { DeadLetters } from './dead-letters.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder('dead-letters');
});

afterEach(() => {
  folder.remove();
});

test('an announcement is kept as it came, for nobody else to read', () => {
  const letters = new DeadLetters(folder.path);
  const bytes = Buffer.from([0xff, 0x00, 0x7b]);
  const name = letters.keep(bytes, 'p1');
  const path = join(folder.path, 'dead-letter', name ?? '');
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(letters.keep(bytes, 'p1')).not.toBe(name);
});

test('a flood is bounded in number and in size', () => {
  const letters = new DeadLetters(folder.path);
  const first = letters.keep(Buffer.alloc(5_000_000), 'p1');
  expect(statSync(join(folder.path, 'dead-letter', first ?? '')).size).toBe(1024 * 1024);
  for (let n = 0; n < 1_100; n += 1) letters.keep(Buffer.from('x'), 'p1');
  expect(readdirSync(join(folder.path, 'dead-letter'))).toHaveLength(1_000);
  expect(new DeadLetters(folder.path).keep(Buffer.from('x'), 'p1')).toBeNull();
});

test('a folder that cannot be made costs the letter, not the listener', () => {
  writeFileSync(join(folder.path, 'file'), '');
  expect(new DeadLetters(join(folder.path, 'file')).keep(Buffer.from('x'), 'p1')).toBeNull();
});
