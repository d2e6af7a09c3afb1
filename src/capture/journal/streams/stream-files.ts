/**
 * The files that the contents of large streams go to: `streams/<record>_<safe name>.bin` in the folder
 * of the recording. Appended to at once, synced with the segments, never shortened. Room for the
 * segments themselves is left on the disk.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { safeName } from '../../../engine/recording/safe-name.ts';
import { STREAMS_FOLDER } from '../../../shared/layout.ts';
import type { JournalFiles } from '../file-port.ts';

/** How much is written until the free space is looked up again. */
const LOOK_EVERY_BYTES = 4 * 1024 * 1024;
const MOST_OPEN_FILES = 32;

/** One file. `size` counts what write() took. */
export interface StreamFile {
  /** Relative to the recording's folder, `/` between parts. */
  readonly path: string;
  size: number;
  /** Set once write() or sync failed: nothing more goes there. */
  broken: boolean;
}

export type Appended =
  | { readonly kept: true; readonly offset: number }
  | { readonly kept: false; readonly why: 'disk-reserve' | 'disk' };

interface Descriptor {
  readonly fd: number;
  /** Syncs of it in the thread pool. It is not closed before they are done. */
  syncs: number;
  closing: boolean;
}

export class StreamFiles {
  readonly #folder: string;
  readonly #reserveBytes: number;
  readonly #files: JournalFiles;
  /** Open files, the one used longest ago first. */
  readonly #open = new Map<StreamFile, Descriptor>();
  readonly #dirty = new Set<StreamFile>();
  #last = 0;
  #made = false;
  #sinceLook = LOOK_EVERY_BYTES;
  #hasRoom = true;
  #syncing = 0;

  constructor(folder: string, reserveBytes: number, files: JournalFiles) {
    this.#folder = folder;
    this.#files = files;
    this.#reserveBytes = reserveBytes;
  }

  get syncing(): boolean {
    return this.#syncing > 0;
  }

  /**
   * A file that does not exist yet; it is made by the first append.
   * @param record of the stream. After a fault its number may have been used before: then a higher one.
   */
  create(record: number, name: string): StreamFile {
    for (let number = Math.max(record, this.#last + 1); ; number += 1) {
      const path = `${STREAMS_FOLDER}/${String(number).padStart(9, '0')}_${safeName(name)}.bin`;
      if (existsSync(join(this.#folder, path))) continue;
      this.#last = number;
      return { path, size: 0, broken: false };
    }
  }

  /** Writes all of `content` or says why not. Never throws. */
  append(file: StreamFile, content: Buffer): Appended {
    if (file.broken) return { kept: false, why: 'disk' };
    if (!this.#mayWrite(content.length)) return { kept: false, why: 'disk-reserve' };
    const offset = file.size;
    try {
      const fd = this.#descriptor(file);
      for (let done = 0; done < content.length;) {
        done += this.#files.write(fd, content, done, content.length - done);
      }
    } catch {
      // Part of it may be in the file: offsets would not hold any more.
      file.broken = true;
      this.#close(file);
      return { kept: false, why: 'disk' };
    }
    file.size += content.length;
    this.#dirty.add(file);
    return { kept: true, offset };
  }

  /** Syncs what was written, in the thread pool; calls back at once when there is nothing. */
  sync(done: () => void): void {
    const files = [...this.#dirty];
    this.#dirty.clear();
    // One for this call itself: a callback may not come before all are started.
    let waiting = 1;
    const finished = (): void => {
      waiting -= 1;
      if (waiting === 0) done();
    };
    for (const file of files) {
      const open = this.#open.get(file);
      if (open === undefined) continue;
      waiting += 1;
      this.#syncing += 1;
      open.syncs += 1;
      this.#files.sync(open.fd, (error) => {
        this.#syncing -= 1;
        open.syncs -= 1;
        if (error !== null) file.broken = true;
        if (open.closing && open.syncs === 0) this.#closeQuietly(open.fd);
        finished();
      });
    }
    finished();
  }

  syncNow(): void {
    for (const file of this.#dirty) this.#syncOne(file);
    this.#dirty.clear();
  }

  /** Nothing more goes into this file. */
  finish(file: StreamFile): void {
    if (!this.#open.has(file)) return;
    this.#syncOne(file);
    this.#dirty.delete(file);
    this.#close(file);
  }

  #mayWrite(bytes: number): boolean {
    this.#sinceLook += bytes;
    if (this.#sinceLook < LOOK_EVERY_BYTES) return this.#hasRoom;
    this.#sinceLook = 0;
    const free = this.#files.freeBytes(this.#folder);
    // Where it cannot be told the write itself will say what is wrong.
    this.#hasRoom = free === null || free > this.#reserveBytes + LOOK_EVERY_BYTES;
    return this.#hasRoom;
  }

  #descriptor(file: StreamFile): number {
    const known = this.#open.get(file);
    if (known !== undefined) {
      this.#open.delete(file);
      this.#open.set(file, known);
      return known.fd;
    }
    this.#closeOldest();
    const streams = join(this.#folder, STREAMS_FOLDER);
    if (!this.#made && !existsSync(streams)) {
      this.#files.makeFolder(streams);
      this.#files.syncFolder(this.#folder);
    }
    this.#made = true;
    const path = join(this.#folder, file.path);
    const isNew = file.size === 0;
    const fd = isNew ? this.#files.create(path) : this.#files.reopen(path);
    this.#open.set(file, { fd, syncs: 0, closing: false });
    if (isNew) this.#files.syncFolder(streams);
    return fd;
  }

  #closeOldest(): void {
    if (this.#open.size < MOST_OPEN_FILES) return;
    const oldest = this.#open.keys().next();
    if (oldest.done === true) return;
    this.finish(oldest.value);
  }

  #syncOne(file: StreamFile): void {
    const open = this.#open.get(file);
    if (open === undefined) return;
    try {
      this.#files.syncNow(open.fd);
    } catch {
      file.broken = true;
    }
  }

  #close(file: StreamFile): void {
    const open = this.#open.get(file);
    this.#open.delete(file);
    if (open === undefined) return;
    open.closing = true;
    if (open.syncs === 0) this.#closeQuietly(open.fd);
  }

  /** What close() may still complain about was found by the sync before it. */
  #closeQuietly(fd: number): void {
    try {
      this.#files.close(fd);
    } catch {
      return;
    }
  }
}
