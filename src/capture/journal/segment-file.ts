/**
 * One open segment on disk. Writes are synchronous and whole: after `append` returned, everything it
 * was given has gone through write(); after it threw, the file ends with a whole record. Its descriptor
 * may be lent out to others between two uses (OpenFiles): `park` closes it, the next use opens it again.
 */
import { dirname } from 'node:path';
import type { JournalFiles } from './file-port.ts';
import type { OpenFiles } from './open-files.ts';

/** The name of a segment does not lead to the file that is being written any more. */
export class SegmentGoneError extends Error {
  readonly code = 'ENOENT';

  constructor(path: string) {
    super(`${path} was removed or moved while it was written`);
  }
}

export class SegmentFile {
  readonly path: string;
  readonly #files: JournalFiles;
  readonly #open: OpenFiles;
  #fd: number | null;
  #size = 0;
  #syncing = false;
  #closed = false;

  /** Creates the file (it must not exist) and makes its name durable. */
  constructor(path: string, files: JournalFiles, open: OpenFiles) {
    this.path = path;
    this.#files = files;
    this.#open = open;
    this.#fd = files.create(path);
    try {
      files.syncFolder(dirname(path));
    } catch (error) {
      files.close(this.#fd);
      throw error;
    }
    open.used(this);
  }

  /** Bytes that write() has taken. */
  get size(): number {
    return this.#size;
  }

  get syncing(): boolean {
    return this.#syncing;
  }

  /**
   * Writes all of `bytes`. Throws what write() threw, after the file was cut back to the last whole
   * record; `size` then says how far it got.
   * @param recordEnds Offsets in `bytes` just after each record, ascending.
   */
  append(bytes: Uint8Array, recordEnds: readonly number[]): void {
    const fd = this.#descriptor();
    let done = 0;
    try {
      while (done < bytes.length) {
        done += this.#files.write(fd, bytes, done, bytes.length - done);
      }
      this.#size += bytes.length;
    } catch (error) {
      const size = this.#size + lastEndAtOrBefore(recordEnds, done);
      try {
        if (done > 0) this.#files.truncate(fd, size);
      } catch {
        // The disk refuses even this. The torn tail stays; recovery sets it aside.
      }
      this.#size = size;
      throw error;
    }
  }

  /**
   * fdatasync in the thread pool; calls back with the error, or null, and how long it took. A file whose name is gone is not
   * synced, whatever the system says: SegmentGoneError.
   */
  sync(done: (error: Error | null, micros: number) => void): void {
    let fd: number;
    try {
      fd = this.#descriptor();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)), 0);
      return;
    }
    this.#syncing = true;
    const begun = performance.now();
    this.#files.sync(fd, (error) => {
      this.#syncing = false;
      const micros = (performance.now() - begun) * 1000;
      const gone = error === null && !this.#files.isAt(fd, this.path);
      done(gone ? new SegmentGoneError(this.path) : error, micros);
    });
  }

  /** The same, at once. */
  syncNow(): void {
    const fd = this.#descriptor();
    this.#files.syncNow(fd);
    if (!this.#files.isAt(fd, this.path)) throw new SegmentGoneError(this.path);
  }

  /** Cuts the file back. No sync: this is for a disk whose syncs fail. */
  cutTo(size: number): void {
    this.#files.truncate(this.#descriptor(), size);
    this.#size = size;
  }

  /** Gives the descriptor back. Only while no sync is under way. */
  park(): void {
    if (this.#fd === null || this.#syncing) return;
    const fd = this.#fd;
    this.#fd = null;
    this.#files.close(fd);
  }

  /** Does not sync by itself. Not while a sync is under way. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#open.forget(this);
    this.park();
  }

  #descriptor(): number {
    if (this.#closed) throw new Error(`${this.path} is closed`);
    this.#fd ??= this.#files.reopen(this.path);
    this.#open.used(this);
    return this.#fd;
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
