import { mkdtempSync, statfsSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { makeThrowawayFolder } from '../../services/throwaway-folder.ts';

const MEMORY = '/dev/shm';
const LEAST_FREE_BYTES = 4 * 1024 ** 3;

/**
 * Where the store of a bench keeps its objects: in memory where there is enough, because a real store's
 * disk is never the one that the recorder writes to and reads from. On disk otherwise.
 */
export function makeStoreFolder(): { readonly folder: string; readonly isInMemory: boolean } {
  return isThereMemory()
    ? { folder: mkdtempSync(join(MEMORY, 'syncflow-recorder-')), isInMemory: true }
    : { folder: makeThrowawayFolder(), isInMemory: false };
}

/** versitygw keeps metadata in extended attributes, which a tmpfs has since Linux 6.6. */
function isThereMemory(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  if (process.platform !== 'linux' || major < 6 || (major === 6 && minor < 6)) return false;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}
