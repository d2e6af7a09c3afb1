import { setTimeout as sleep } from 'node:timers/promises';

/** What may go out at once after a pause. */
const BURST_MS = 250;
const SMALLEST_PIECE = 4 * 1024;
const LARGEST_PIECE = 64 * 1024;
/** In twelve streams at once each still moves every few seconds, far from any idle limit. */
export const SLOWEST_BYTES_PER_SECOND = 32_000;

/** Shares a number of bytes a second among all who send. Without a limit it never waits. */
export class Pace {
  /** What a person chose, and what a recording beside it leaves (give-way.ts). */
  #chosen: number | null = null;
  #left: number | null = null;
  #bytesPerSecond: number | null = null;
  #sent = 0;
  /** When everything that was taken so far has had its time (milliseconds, monotonic). */
  #freeAt = 0;

  /** Null: as fast as it goes. Less than 32,000 is taken as 32,000. */
  setLimit(bytesPerSecond: number | null): void {
    this.#chosen =
      bytesPerSecond === null ? null : Math.max(SLOWEST_BYTES_PER_SECOND, bytesPerSecond);
    this.#settle();
  }

  /** At most so many bytes a second for now, whatever the limit is; null: only the limit counts. */
  giveWay(bytesPerSecond: number | null): void {
    this.#left = bytesPerSecond;
    this.#settle();
  }

  /** Bytes that were handed on since the start. */
  get sent(): number {
    return this.#sent;
  }

  /** So many bytes were handed on. */
  count(bytes: number): void {
    this.#sent += bytes;
  }

  /** Bytes a second; null: no limit. */
  get limit(): number | null {
    return this.#bytesPerSecond;
  }

  /** How much to take at once, so that a slow stream moves often; bytes. */
  get piece(): number {
    const smooth = (this.#bytesPerSecond ?? Infinity) / 40;
    return Math.min(LARGEST_PIECE, Math.max(SMALLEST_PIECE, Math.floor(smooth)));
  }

  /** Resolves when so many bytes may go out. */
  async take(bytes: number): Promise<void> {
    const limit = this.#bytesPerSecond;
    if (limit === null) return;
    const now = performance.now();
    this.#freeAt = Math.max(now - BURST_MS, this.#freeAt) + (bytes / limit) * 1000;
    if (this.#freeAt > now) await sleep(this.#freeAt - now);
  }

  /** Hands a chunk on, in pieces and at its time where there is a limit. */
  async pass(chunk: Buffer, send: (piece: Buffer) => void): Promise<void> {
    for (let from = 0; from < chunk.length;) {
      const piece = chunk.subarray(from, from + this.piece);
      await this.take(piece.length);
      send(piece);
      from += piece.length;
    }
  }

  #settle(): void {
    const limits = [this.#chosen, this.#left].filter((limit) => limit !== null);
    const now = limits.length === 0 ? null : Math.min(...limits);
    const before = this.#bytesPerSecond;
    if (now === before) return;
    this.#bytesPerSecond = now;
    // What was taken already has its time at the new pace: neither a burst nor a long wait.
    const at = performance.now();
    const waits = Math.max(0, this.#freeAt - at);
    this.#freeAt = now === null || before === null ? at : at + (waits * before) / now;
  }
}
