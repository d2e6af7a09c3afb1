/**
 * The live feed on its way to the window: at most ten batches a second, each at most 64 KiB. What does
 * not fit is counted, never queued: the journal has it.
 */
import type { Engine } from '../../engine/engine.ts';
import type { FeedRow } from '../../shared/capture-protocol.ts';
import type { FeedBatch } from '../../shared/ipc/contract.ts';

const INTERVAL_MS = 100;
export const BATCH_BYTES = 64 * 1024;
/** Names of members, numbers and separators of one row, roughly. */
const ROW_OVERHEAD_BYTES = 160;

export class FeedRelay {
  readonly #engine: () => Pick<Engine, 'watch'>;
  readonly #send: (batch: FeedBatch) => void;
  #watched: string | null = null;
  #rows: FeedRow[] = [];
  #bytes = 0;
  #skipped = 0;
  #timer: NodeJS.Timeout | null = null;
  #lastAt = -INTERVAL_MS;

  constructor(engine: () => Pick<Engine, 'watch'>, send: (batch: FeedBatch) => void) {
    this.#engine = engine;
    this.#send = send;
  }

  /** @throws RecorderError when the engine does not run */
  watch(recordingId: string | null): void {
    this.#forget();
    this.#watched = recordingId;
    this.#engine().watch(recordingId, (rows, skipped) => {
      if (recordingId !== null && this.#watched === recordingId) this.#take(rows, skipped);
    });
  }

  /** The engine or the window is a new one. */
  reset(): void {
    this.#forget();
    this.#watched = null;
  }

  #take(rows: readonly FeedRow[], skipped: number): void {
    this.#skipped += skipped;
    for (const row of rows) {
      const size = rowBytes(row);
      if (this.#bytes + size > BATCH_BYTES) {
        this.#skipped += 1;
        continue;
      }
      this.#rows.push(row);
      this.#bytes += size;
    }
    if (this.#timer !== null) return;
    const wait = this.#lastAt + INTERVAL_MS - performance.now();
    if (wait <= 0) {
      this.#flush();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#flush();
    }, wait);
  }

  #flush(): void {
    if (this.#watched === null) return;
    this.#lastAt = performance.now();
    this.#send({ recordingId: this.#watched, rows: this.#rows, skipped: this.#skipped });
    this.#rows = [];
    this.#bytes = 0;
    this.#skipped = 0;
  }

  #forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#rows = [];
    this.#bytes = 0;
    this.#skipped = 0;
  }
}

/** An upper bound close enough: strings count twice their length only when they are not plain. */
function rowBytes(row: FeedRow): number {
  const text = row.text === null ? 0 : Buffer.byteLength(row.text);
  const names = (row.identity?.length ?? 0) + (row.topic?.length ?? 0) + row.arrival.length;
  return ROW_OVERHEAD_BYTES + text + (row.base64?.length ?? 0) + names;
}
