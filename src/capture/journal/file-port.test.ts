import { closeSync, existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../engine/state/testing.ts';
import { nodeFiles } from './file-port.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder('files');
});
afterEach(() => {
  folder.remove();
});

test('files and folders are for this user alone', () => {
  const file = join(folder.path, 'messages.jsonl');
  closeSync(nodeFiles.create(file));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const inner = join(folder.path, 'streams');
  nodeFiles.makeFolder(inner);
  expect(statSync(inner).mode & 0o777).toBe(0o700);
});

test('a link or a file of that name is not written to', () => {
  const target = join(folder.path, 'target');
  const link = join(folder.path, 'link');
  symlinkSync(target, link);
  expect(() => nodeFiles.create(link)).toThrow('EEXIST');
  expect(existsSync(target)).toBe(false);
  writeFileSync(target, 'kept');
  expect(() => nodeFiles.create(target)).toThrow('EEXIST');
});
