import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../state/testing.ts';
import { controlSocketPath } from './socket-path.ts';

let folder: ReturnType<typeof temporaryFolder>;
const long = `/data/${'x'.repeat(120)}`;

/** The temporary folder of the system, which every user may write to, is this test's own. */
beforeEach(() => {
  folder = temporaryFolder('socket');
  vi.stubEnv('TMPDIR', folder.path);
  expect(tmpdir()).toBe(folder.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const own = (): string => join(folder.path, `syncflow-recorder-${userInfo().uid}`);

test('where the path would be too long the socket lies in a folder of this user alone', () => {
  expect(controlSocketPath('/data')).toBe('/data/control.sock');
  expect(controlSocketPath(long).startsWith(`${own()}/`)).toBe(true);
  expect(statSync(own()).mode & 0o777).toBe(0o700);
});

test('a folder that others may enter is refused', () => {
  mkdirSync(own());
  chmodSync(own(), 0o777);
  expect(() => controlSocketPath(long)).toThrow('not a folder of this user alone');
});

test('a link that somebody put there is refused', () => {
  const theirs = join(folder.path, 'theirs');
  mkdirSync(theirs, { mode: 0o700 });
  symlinkSync(theirs, own());
  expect(() => controlSocketPath(long)).toThrow('not a folder of this user alone');
});
