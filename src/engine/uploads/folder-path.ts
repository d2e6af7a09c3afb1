import { join } from 'node:path';
import { safeName } from '../recording/safe-name.ts';

/** What every file system takes as it is; keys may hold more (`*`, `~` of other stores). */
const plain = /^[A-Za-z0-9_\-.()~!' ]+$/;
/** Names of devices on Windows, with any extension. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Where a key lies below the folder of a destination. Each part stays as it is when any file system
 * takes it, else it becomes its safe name; `..` and absolute paths cannot come about.
 */
export function pathOfKey(root: string, key: string): string {
  return join(root, ...key.split('/').map(folderPart));
}

function folderPart(part: string): string {
  const fits = plain.test(part) && !/^\.+$|[. ]$/.test(part) && !reserved.test(part);
  return fits ? part : safeName(part);
}
