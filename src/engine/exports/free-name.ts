/** Names that no other export has, and what to say of one that is taken. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
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

/** Where an export grows until it is whole: beside its place, so that a rename will do. */
export function unfinishedBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}.unfinished`);
}

export function alreadyThere(path: string): RecorderError {
  return new RecorderError('export-exists', `${path} is there already; it was not overwritten`);
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
