/**
 * The live feed on its way to the window: ten batches a second, each at most 64 KiB. Of what does not
 * fit one more batch waits, for rows come in bursts; the rest is counted, never queued: the journal has it.
 */
import type { Engine } from '../../engine/engine.ts';
import type { FeedRow } from '../../shared/feed-row.ts';
import { nextBatchAt } from '../../shared/feed-pace.ts';
import { FeedPacker, type PackedFeed } from '../../shared/ipc/packed-feed.ts';

export const BATCH_BYTES = 64 * 1024;

export class FeedRelay {
  readonly #engine: () => Pick<Engine, 'watch'>;
  readonly #send: (batch: PackedFeed) => void;
  #watched: string | null = null;
  #now = new FeedPacker(BATCH_BYTES);
  #next = new FeedPacker(BATCH_BYTES);
  #skipped = 0;
  #timer: NodeJS.Timeout | null = null;
  #dueAt = 0;

  constructor(engine: () => Pick<Engine, 'watch'>, send: (batch: PackedFeed) => void) {
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
      // In order: once one waits, all that follow wait.
      if (this.#next.length === 0 && this.#now.add(row)) continue;
      if (!this.#next.add(row)) this.#skipped += 1;
    }
    if (this.#timer === null) this.#flushWhenDue();
  }

  #flushWhenDue(): void {
    const wait = this.#dueAt - performance.now();
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
    this.#dueAt = nextBatchAt(this.#dueAt, performance.now());
    this.#send({ recordingId: this.#watched, rows: this.#now.take(), skipped: this.#skipped });
    [this.#now, this.#next] = [this.#next, this.#now];
    this.#skipped = 0;
    if (this.#now.length > 0) this.#flushWhenDue();
  }

  #forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#now = new FeedPacker(BATCH_BYTES);
    this.#next = new FeedPacker(BATCH_BYTES);
    this.#skipped = 0;
  }
}
