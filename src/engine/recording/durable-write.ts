/**
 * Replaces a file atomically and durably: a reader sees the old content or the new one, also after a
 * loss of power. Not `atomically`: its `when-exit` catches SIGTERM and raises it again, which cut our
 * orderly end short (seen), and it does not sync the folder after the rename.
 */
import { link, open, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { errnoOf } from '../state/disk-error.ts';

/** @param mode Of the file, for instance 0o600. Throws what the file system says; the old file stays. */
export async function writeDurably(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** File systems without hard links (FAT, some network mounts) say so in one of these ways. */
const noLinks: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
]);

/**
 * Gives a file its final name, durably, and never replaces another one. Both names are in one folder.
 * Where the file system knows no hard links the name is looked for first; only there could a file that
 * comes into being in the same moment be replaced.
 *
 * @throws what the file system says; `EEXIST` when the name is taken
 */
export async function renameNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
    await unlink(from);
  } catch (thrown) {
    if (!noLinks.has(errnoOf(thrown) ?? '')) throw thrown;
    await refuseExisting(to);
    await rename(from, to);
  }
  await syncFolder(dirname(to));
}

async function refuseExisting(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return;
    throw thrown;
  }
  throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST' });
}

/** Makes a new name in a folder durable; not possible, nor needed, on Windows. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a derived file atomically: a reader sees the old or the new one; a loss of power may undo it. */
export async function writeDerived(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
