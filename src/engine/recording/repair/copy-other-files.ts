/** Copies what is neither a segment nor made by the recorder for itself. */
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MANIFEST_FILE, segmentNumber } from '../../../shared/layout.ts';

/** @throws what the file system says; the signal's reason */
export async function copyOtherFiles(
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    signal?.throwIfAborted();
    // A link could lead anywhere.
    if (!entry.isFile() || isOurs(entry.name)) continue;
    const path = join(entry.parentPath, entry.name).slice(from.length);
    await mkdir(dirname(join(to, path)), { recursive: true, mode: 0o700 });
    await copyFile(join(from, path), join(to, path), constants.COPYFILE_EXCL);
  }
}

function isOurs(name: string): boolean {
  return (
    name === MANIFEST_FILE ||
    segmentNumber(name) !== null ||
    name.startsWith('recording.lock') ||
    name.endsWith('.index') ||
    name.endsWith('.tmp')
  );
}
