import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../state/testing.ts';
import { renameNew } from './durable-write.ts';

test('a new name takes nothing away that has it already', async () => {
  const folder = temporaryFolder('durable');
  const [from, to] = [join(folder.path, 'new'), join(folder.path, 'name')];
  writeFileSync(from, 'ours');
  writeFileSync(to, 'theirs');
  await expect(renameNew(from, to)).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(to, 'utf8')).toBe('theirs');
  await renameNew(from, join(folder.path, 'free'));
  expect(readFileSync(join(folder.path, 'free'), 'utf8')).toBe('ours');
  folder.remove();
});
