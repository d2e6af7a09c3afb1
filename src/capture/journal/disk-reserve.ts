/**
 * What is kept back on the disk: before it is really full, recordings close their files cleanly, and
 * the rest is left for manifests and the recorder's own state. Looked at once a second.
 */
import type { JournalFiles } from './file-port.ts';

const LOOK_INTERVAL_MS = 1000;

export class DiskReserve {
  readonly #files: JournalFiles;
  readonly #reserveBytes: number;
  #hasSpace = true;
  #lookAtMs = 0;

  /** @param reserveBytes 0: none is kept, a full disk shows when a write fails. */
  constructor(files: JournalFiles, reserveBytes: number) {
    this.#files = files;
    this.#reserveBytes = reserveBytes;
  }

  get hasSpace(): boolean {
    return this.#hasSpace;
  }

  /** @param folder On the disk in question. @param nowMs Monotonic. */
  look(folder: string, nowMs: number): void {
    if (this.#reserveBytes === 0 || nowMs < this.#lookAtMs) return;
    this.#lookAtMs = nowMs + LOOK_INTERVAL_MS;
    const free = this.#files.freeBytes(folder);
    // Twice as much to begin again, or a disk at the brink would make a segment a second.
    const needed = this.#hasSpace ? this.#reserveBytes : 2 * this.#reserveBytes;
    this.#hasSpace = free === null || free >= needed;
  }
}
