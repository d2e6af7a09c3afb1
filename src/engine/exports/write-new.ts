/** A small file, whole or not at all, that overwrites nothing. */
import { rm, writeFile } from 'node:fs/promises';
import { diskWork } from './disk-work.ts';
import { unfinishedBeside } from './free-name.ts';
import { renameToFree } from './output-file.ts';

/**
 * @param mayNumber Whether `name~2` will do when the name is taken.
 * @returns Its path
 * @throws RecorderError export-exists, disk-full, folder-unwritable, disk-failed
 */
export async function writeNew(path: string, text: string, mayNumber = true): Promise<string> {
  const temporary = unfinishedBeside(path);
  try {
    return await diskWork(path, async () => {
      await writeFile(temporary, text, { flag: 'wx', mode: 0o600, flush: true });
      return renameToFree(temporary, path, mayNumber);
    });
  } finally {
    await rm(temporary, { force: true });
  }
}
