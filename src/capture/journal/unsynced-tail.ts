/**
 * The lines that write() has taken and no sync has confirmed yet: when a sync fails, they are written
 * again elsewhere. The system must not be asked for them: after a failed fsync its cache may have
 * dropped them, and says so to nobody (PostgreSQL's "fsyncgate", 2018).
 *
 * Bounded: what a disk leaves unsynced beyond the bound can only be declared when its sync fails.
 */
import { arrivalAt } from './written-lines.ts';

const INITIAL_BYTES = 4096;

class Part {
  #bytes = Buffer.alloc(0);
  #length = 0;
  #overflowed = false;
  #firstArrival: bigint | null = null;

  get length(): number {
    return this.#length;
  }

  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Wall clock (ns) of the first line, also of those that were more than the bound. */
  get firstArrival(): bigint | null {
    return this.#firstArrival;
  }

  get lines(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  add(more: Buffer): void {
    if (more.length === 0) return;
    this.#firstArrival ??= arrivalAt(more, 0);
    if (this.#overflowed) return;
    const needed = this.#length + more.length;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(INITIAL_BYTES, this.#bytes.length * 2, needed));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    this.#bytes.set(more, this.#length);
    this.#length = needed;
  }

  join(later: Part): void {
    this.#firstArrival ??= later.firstArrival;
    this.#overflowed ||= later.overflowed;
    this.add(later.lines);
  }

  overflow(more: Buffer): void {
    this.#firstArrival ??= arrivalAt(more, 0);
    this.#length = 0;
    this.#overflowed = true;
  }

  clear(): void {
    // A burst must not hold its memory for ever: rooms may be many.
    if (this.#length < this.#bytes.length / 4) {
      this.#bytes = Buffer.allocUnsafe(Math.floor(this.#bytes.length / 2));
    }
    this.#length = 0;
    this.#overflowed = false;
    this.#firstArrival = null;
  }
}

export class UnsyncedTail {
  readonly #limit: number;
  /** What the sync under way will confirm, and what came since it began. */
  #inSync = new Part();
  #since = new Part();

  /** @param limit Bytes to keep at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** These whole lines were written. */
  add(lines: Buffer): void {
    if (this.#inSync.length + this.#since.length + lines.length > this.#limit) {
      this.#since.overflow(lines);
    } else this.#since.add(lines);
  }

  /** A sync begins: it covers everything added so far. */
  syncBegins(): void {
    if (this.#inSync.length === 0 && !this.#inSync.overflowed) {
      [this.#inSync, this.#since] = [this.#since, this.#inSync];
      return;
    }
    this.#inSync.join(this.#since);
    this.#since.clear();
  }

  /** Wall clock (ns) of the first line that no sync has confirmed; null when there is none. */
  get firstArrival(): bigint | null {
    return this.#inSync.firstArrival ?? this.#since.firstArrival;
  }

  /** That sync has succeeded. */
  synced(): void {
    this.#inSync.clear();
  }

  /** Takes everything out: the lines, or null when they were more than the bound. */
  take(): Buffer | null {
    const overflowed = this.#inSync.overflowed || this.#since.overflowed;
    const lines = overflowed ? null : Buffer.concat([this.#inSync.lines, this.#since.lines]);
    this.#inSync.clear();
    this.#since.clear();
    return lines;
  }
}
