/** Names that no other export has. */
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { errnoOf } from '../state/disk-error.ts';

const MOST = 1000;

/** The path itself, then `name~2.extension`, `name~3.extension`, … */
export function* numbered(path: string): Generator<string, void, undefined> {
  yield path;
  const extension = extname(path);
  const name = basename(path, extension);
  for (let number = 2; number <= MOST; number += 1) {
    yield join(dirname(path), `${name}~${number}${extension}`);
  }
}

/** @throws what the file system says */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}
