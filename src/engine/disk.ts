import { accessSync, constants, mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { RecorderError } from '../shared/errors.ts';

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Space that an ordinary user may still use on the disk of `folder`; null when it cannot be told. */
export async function diskSpace(folder: string): Promise<DiskSpace | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}

/**
 * No new recording begins on a disk with less than so much left, so that those under way have time to
 * be seen to (reliability.md §3). The journal of each of them stops at a tenth of it.
 */
export const BEGIN_PER_RESERVE = 10;

/** Throws `disk-full` when too little is left to begin something new. */
export async function refuseWhenShort(folder: string, neededBytes: number): Promise<void> {
  const space = await diskSpace(folder);
  if (space === null || space.freeBytes >= neededBytes) return;
  const megabytes = (bytes: number): string => `${Math.floor(bytes / 1e6)} MB`;
  throw new RecorderError(
    'disk-full',
    `only ${megabytes(space.freeBytes)} are free; a new recording needs ${megabytes(neededBytes)}`,
  );
}

/** Makes the data folder with mode 0700. Throws `folder-unwritable`. */
export function prepareDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RecorderError('folder-unwritable', `${folder} cannot be written: ${why}`, { cause });
  }
}
