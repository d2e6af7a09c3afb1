import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import { diskError, errnoOf } from '../state/disk-error.ts';
import { pathOfKey } from '../uploads/folder-path.ts';
import { keyOfFile } from '../uploads/object-key.ts';
import type { StoredRecording } from './stored-recording.ts';

/** A recording that was copied to a folder. @param folder Where its manifest lies. */
export function folderRecording(folder: string): StoredRecording {
  const pathOf = (file: string): string => pathOfKey(folder, keyOfFile(file));
  return {
    describe: () => join(folder, MANIFEST_FILE),
    explain: (thrown) => diskError(thrown, `${folder} cannot be read`),
    facts: async (file) => {
      try {
        const found = await stat(pathOf(file));
        return found.isFile() ? { size: found.size, sha256: null } : null;
      } catch (thrown) {
        if (errnoOf(thrown) === 'ENOENT') return null;
        throw diskError(thrown, `${pathOf(file)} cannot be read`);
      }
    },
    read: (file, from, signal) =>
      Promise.resolve(createReadStream(pathOf(file), { start: from, signal })),
    close: () => undefined,
  };
}
