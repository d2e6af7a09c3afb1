import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError, errnoOf } from '../state/disk-error.ts';
import { pathOfKey } from '../uploads/folder-path.ts';
import { keyOfFile } from '../uploads/object-key.ts';
import { keysFor } from '../uploads/spare-key.ts';
import type { StoredRecording } from './stored-recording.ts';

/** A recording that was copied to a folder. @param manifestPath Where its manifest lies. */
export function folderRecording(manifestPath: string): StoredRecording {
  const folder = dirname(manifestPath);
  return {
    describe: () => manifestPath,
    explain: (thrown) => diskError(thrown, `${folder} cannot be read`),
    manifestName: manifestPath,
    names: function* (file) {
      for (const key of keysFor(keyOfFile(file))) yield pathOfKey(folder, key);
    },
    facts: async (path) => {
      try {
        const found = await stat(path);
        return found.isFile() ? { size: found.size, sha256: null, composite: null } : null;
      } catch (thrown) {
        if (errnoOf(thrown) === 'ENOENT') return null;
        throw diskError(thrown, `${path} cannot be read`);
      }
    },
    read: (path, from, signal) => Promise.resolve(createReadStream(path, { start: from, signal })),
    close: () => undefined,
  };
}
