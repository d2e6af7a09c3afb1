/** How far the journal of one room is: what write() has taken, and what a sync has made durable. */
import type { JournalSettings } from '../../shared/capture-protocol.ts';
import type { LatencyHistogram } from './latency.ts';

export interface ProgressOptions {
  /** The last record that an earlier run left on disk. */
  readonly lastRecord: number;
  readonly now: () => { wall: bigint; monotonic: bigint };
  readonly writtenLatency: LatencyHistogram;
  readonly syncedLatency: LatencyHistogram;
}

type SyncPace = Pick<JournalSettings, 'syncIntervalMs' | 'syncBytes'>;

/** What a sync that starts now will make durable. */
export interface SyncBatch {
  readonly upTo: number;
  /** Monotonic arrivals, nanoseconds. */
  readonly arrivals: readonly number[];
}

export class JournalProgress {
  readonly #options: ProgressOptions;
  #arrivals: number[] = [];
  #written: number;
  #synced: number;
  #unsyncedBytes = 0;
  #dirtySince = 0;
  #lastWriteAt: number | null = null;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#written = options.lastRecord;
    this.#synced = options.lastRecord;
  }

  /** Record number. */
  get written(): number {
    return this.#written;
  }

  /** Record number. */
  get synced(): number {
    return this.#synced;
  }

  get unsyncedBytes(): number {
    return this.#unsyncedBytes;
  }

  /** Since when something waits for a sync, in the milliseconds of `wrote`. */
  get dirtySince(): number {
    return this.#dirtySince;
  }

  /** Unix milliseconds; null before the first write. */
  get lastWriteAt(): number | null {
    return this.#lastWriteAt;
  }

  /**
   * write() has taken these lines.
   * @param arrivals Monotonic, one for each line. @param again Further lines, written before already.
   */
  wrote(arrivals: readonly number[], bytes: number, nowMs: number, again = 0): void {
    if (arrivals.length + again === 0) return;
    const now = Number(this.#options.now().monotonic);
    for (const arrival of arrivals) {
      this.#options.writtenLatency.add((now - arrival) / 1000);
      this.#arrivals.push(arrival);
    }
    if (this.#unsyncedBytes === 0) this.#dirtySince = nowMs;
    this.#unsyncedBytes += bytes;
    this.#written += arrivals.length + again;
    this.#lastWriteAt = Date.now();
  }

  /** Milliseconds until a sync is due by time alone; null when everything is synced. */
  dueIn(nowMs: number, { syncIntervalMs }: Pick<SyncPace, 'syncIntervalMs'>): number | null {
    if (this.#unsyncedBytes === 0) return null;
    return Math.max(0, this.#dirtySince + syncIntervalMs - nowMs);
  }

  isDue(nowMs: number, pace: SyncPace): boolean {
    return this.dueIn(nowMs, pace) === 0 || this.#unsyncedBytes >= pace.syncBytes;
  }

  /** Takes what is not synced yet into the sync that starts now. */
  takeBatch(nowMs: number): SyncBatch {
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    this.#unsyncedBytes = 0;
    this.#dirtySince = nowMs;
    return { upTo: this.#written, arrivals };
  }

  /** The sync of that batch has succeeded. */
  completed({ upTo, arrivals }: SyncBatch): void {
    const now = Number(this.#options.now().monotonic);
    for (const arrival of arrivals) {
      this.#options.syncedLatency.add((now - arrival) / 1000);
    }
    this.#synced = Math.max(this.#synced, upTo);
  }

  /** What was written after the last sync counts as never written. */
  rollBack(): void {
    this.takeBatch(0);
    this.#written = this.#synced;
  }
}
