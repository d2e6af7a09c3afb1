/**
 * One open segment on disk. Writes are synchronous and whole: after `append` returned, everything it
 * was given has gone through write(); after it threw, the file ends with a whole record.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

export class SegmentFile {
  readonly path: string;
  readonly #fd: number;
  #size = 0;
  #syncing = 0;
  #closed = false;

  /** Creates the file (it must not exist) with mode 0600, and makes its name durable. */
  constructor(path: string) {
    this.path = path;
    // O_EXCL also refuses a symbolic link of that name.
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_APPEND;
    this.#fd = openSync(path, flags, 0o600);
    if (process.platform !== 'win32') fchmodSync(this.#fd, 0o600);
    syncFolder(dirname(path));
  }

  /** Bytes that write() has taken. */
  get size(): number {
    return this.#size;
  }

  get syncing(): boolean {
    return this.#syncing > 0;
  }

  /**
   * Writes all of `bytes`. Throws what write() threw, after the file was cut back to the last whole
   * record; the result of `recordEnds` then says how far it got: the size it had is `size`.
   * @param recordEnds Offsets in `bytes` just after each record, ascending.
   */
  append(bytes: Uint8Array, recordEnds: readonly number[]): void {
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(this.#fd, bytes, done, bytes.length - done);
      this.#size += bytes.length;
    } catch (error) {
      const whole = lastEndAtOrBefore(recordEnds, done);
      this.#cutTo(this.#size + whole);
      throw error;
    }
  }

  /** fdatasync in the thread pool; calls back with the error, or null. */
  sync(done: (error: NodeJS.ErrnoException | null) => void): void {
    this.#syncing += 1;
    fdatasync(this.#fd, (error) => {
      this.#syncing -= 1;
      if (this.#closed && this.#syncing === 0) closeSync(this.#fd);
      done(error);
    });
  }

  syncNow(): void {
    fdatasyncSync(this.#fd);
  }

  /** Closes the file, after a sync that is still under way. Does not sync by itself. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#syncing === 0) closeSync(this.#fd);
  }

  #cutTo(size: number): void {
    try {
      ftruncateSync(this.#fd, size);
      this.#size = size;
    } catch {
      // The disk refuses even this. The torn tail stays; recovery sets it aside.
      this.#size = size;
    }
  }
}

/** Makes a new or renamed name in a folder durable; not possible, nor needed, on Windows. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function lastEndAtOrBefore(ends: readonly number[], offset: number): number {
  let best = 0;
  for (const end of ends) {
    if (end > offset) break;
    best = end;
  }
  return best;
}
