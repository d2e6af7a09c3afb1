import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { StateDatabase } from '../state/state-database.ts';
import type { NewUpload, UploadRow } from '../state/upload-rows.ts';
import { AbandonedTransfers } from './abandoned.ts';
import type { Destination } from './destination.ts';
import { UploadLedger, type UploadSelection } from './ledger.ts';
import { GiveWay, type Written } from './give-way.ts';
import { Pace } from './pace.ts';
import { RunningUploads, type RunningUpload } from './running-uploads.ts';
import { sendRow } from './send-row.ts';
import { takeSnapshot, type SnapshotSource, type UploadsSnapshot } from './snapshot.ts';
import { StepBatch } from './step-batch.ts';

export interface UploadQueueOptions {
  readonly state: StateDatabase;
  /** What a relative `folder` of a row is relative to. */
  readonly dataFolder: string;
  /** By project id, at most one of each kind. Files for a destination that is not there wait. */
  readonly destinations: ReadonlyMap<string, readonly Destination[]>;
  readonly log: Log;
  /** Files sent at the same time to one destination, and four times as many small ones; default 3. */
  readonly concurrency?: number;
  /** Bytes a second over everything, unless it was ordered otherwise; default null, no limit. */
  readonly limitBytesPerSecond?: number | null;
  /** What is being recorded beside it, which comes first; null: nothing. Default: nothing ever. */
  readonly written?: () => Written | null;
  /** Unix milliseconds. */
  readonly now?: () => number;
  /** How often due files and changes by other processes are looked for; default 1,000 ms. */
  readonly pollMs?: number;
  /** After each change of a row, and at most four times a second for progress. Must not throw. */
  readonly onChange?: () => void;
}

export interface UploadQueue {
  /** Adds files, durably; also before `start` and after `stop`. */
  enqueue(files: readonly NewUpload[]): void;
  start(): void;
  /** Ends the uploads under way; they are due again at the next start. Resolves when none is left. */
  stop(): Promise<void>;
  /** See UploadLedger. Returns how many rows changed. */
  retry(selection: UploadSelection): number;
  sendFirst(selection: UploadSelection): number;
  cancel(ids: readonly number[]): number;
  /** To be called after the orders of the state file were changed here; others are noticed. */
  ordersChanged(): void;
  /** Replaces a project's destinations from the next file on. */
  setDestinations(projectId: string, destinations: readonly Destination[]): void;
  snapshot(): UploadsSnapshot;
  /** What views of single rows need to know besides the ledger. */
  source(): SnapshotSource;
  /** Bytes a second to which it is slowed for the sake of a recording; null: it is not. */
  readonly slowedTo: number | null;
  /** Resolves when nothing is being sent, and nothing that waits can ever be sent as things stand. */
  settled(): Promise<void>;
}

const PROGRESS_EVERY_MS = 250;
const DEFAULT_CONCURRENCY = 3;

export function createUploadQueue(options: UploadQueueOptions): UploadQueue {
  return new LedgerQueue(options);
}

class LedgerQueue implements UploadQueue {
  readonly #options: UploadQueueOptions;
  readonly #ledger: UploadLedger;
  readonly #steps: StepBatch;
  readonly #running: RunningUploads;
  readonly #now: () => number;
  readonly #abandoned: AbandonedTransfers;
  readonly #pace = new Pace();
  readonly #giveWay: GiveWay;
  #waiters: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isChangeDue = false;
  #dataVersion = -1;
  #lastProgress = 0;

  constructor(options: UploadQueueOptions) {
    const { log, state, destinations, concurrency = DEFAULT_CONCURRENCY } = options;
    const { written = () => null } = options;
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#ledger = new UploadLedger(state.uploads, this.#now);
    this.#steps = new StepBatch((work) => {
      state.uploads.repeatable(work);
    });
    this.#running = new RunningUploads(destinations, concurrency);
    this.#giveWay = new GiveWay(this.#pace, written);
    this.#abandoned = new AbandonedTransfers({ resumes: state.resumes, log, now: this.#now });
  }

  enqueue(files: readonly NewUpload[]): void {
    this.#ledger.enqueue(files);
    this.#changed();
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => {
      this.#tick();
    }, this.#options.pollMs ?? 1_000);
    this.#giveWay.start();
    this.#tick();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#giveWay.stop();
    await this.#running.endAll();
    await this.#abandoned.idle();
    // Each upload reports its end in a turn of its own; after this one nothing touches the state file.
    await new Promise((resolve) => setImmediate(resolve));
  }

  retry(selection: UploadSelection): number {
    return this.#ordered(this.#ledger.retry(selection));
  }

  sendFirst(selection: UploadSelection): number {
    return this.#ordered(this.#ledger.sendFirst(selection));
  }

  cancel(ids: readonly number[]): number {
    return this.#ordered(this.#ledger.cancel(ids));
  }

  ordersChanged(): void {
    this.#changed();
  }

  setDestinations(projectId: string, destinations: readonly Destination[]): void {
    this.#running.setDestinations(projectId, destinations);
    this.#changed();
  }

  snapshot(): UploadsSnapshot {
    return takeSnapshot(this.source());
  }

  source(): SnapshotSource {
    const { state } = this.#options;
    return {
      uploads: state.uploads,
      isPaused: state.uploadOrders.get().pausedAt !== null,
      destinationOf: (row) => this.#running.destinationOf(row)?.describe() ?? null,
      bytesSent: (id) => this.#running.bytesSent(id),
    };
  }

  get slowedTo(): number | null {
    return this.#giveWay.limit;
  }

  async settled(): Promise<void> {
    const settled = new Promise<void>((resolve) => this.#waiters.push(resolve));
    this.#changed();
    await settled;
  }

  /** @param count how many rows an order has changed */
  #ordered(count: number): number {
    this.#changed();
    return count;
  }

  /** Each second: what became due, what other processes wrote, what a full disk left behind. */
  #tick(): void {
    try {
      const version = this.#options.state.dataVersion();
      const isForeign = version !== this.#dataVersion;
      this.#dataVersion = version;
      const recovered = this.#ledger.recover(this.#running.ids);
      if (recovered > 0) this.#options.log.info('interrupted uploads are due again', { recovered });
      if (isForeign || recovered > 0) this.#changed();
      else this.#pump();
      this.#abandoned.clearNext((transfer) => this.#running.destinationOf(transfer), this.#running);
    } catch (thrown) {
      this.#options.log.error('the ledger of uploads cannot be used now', describe(thrown));
    }
  }

  #pump(): void {
    if (this.#timer === null || this.#options.state.uploadOrders.get().pausedAt !== null) return;
    for (const row of this.#ledger.take(this.#running.room(), this.#running.ids)) {
      const running = this.#running.begin(row);
      running.done = this.#upload(row, running);
    }
  }

  async #upload(row: UploadRow, running: RunningUpload): Promise<void> {
    const { log, dataFolder, state } = this.#options;
    try {
      await sendRow(row, running.destination, {
        ...{ ledger: this.#ledger, steps: this.#steps, resumes: state.resumes },
        ...{ dataFolder, log, pace: this.#pace, signal: running.abort.signal },
        onProgress: (bytes) => {
          running.bytes = bytes;
          this.#progressed();
        },
      });
    } catch (thrown) {
      log.error('the outcome of an upload cannot be written down', {
        upload: row.id,
        ...describe(thrown),
      });
    } finally {
      this.#running.end(row.id);
      this.#changeSoon();
    }
  }

  /**
   * Once for all that end together, and in a turn of its own: a row whose outcome cannot be written
   * down must not hold the loop.
   */
  #changeSoon(): void {
    if (this.#isChangeDue) return;
    this.#isChangeDue = true;
    setImmediate(() => {
      this.#isChangeDue = false;
      this.#changed();
    });
  }

  #progressed(): void {
    const now = this.#now();
    if (now - this.#lastProgress < PROGRESS_EVERY_MS) return;
    this.#lastProgress = now;
    this.#options.onChange?.();
  }

  #changed(): void {
    const { state } = this.#options;
    try {
      const { pausedAt, limit } = state.uploadOrders.get();
      const { limitBytesPerSecond = null } = this.#options;
      this.#pace.setLimit(limit === undefined ? limitBytesPerSecond : limit.bytesPerSecond);
      this.#running.endStale(state.uploads, pausedAt !== null);
      this.#pump();
      if (this.#waiters.length > 0 && this.#isSettled(pausedAt !== null)) {
        for (const resolve of this.#waiters.splice(0)) resolve();
      }
    } catch (thrown) {
      this.#options.log.error('the ledger of uploads cannot be used now', describe(thrown));
    }
    this.#options.onChange?.();
  }

  /** A manifest that waits for a failed file, or a file without destination, will never be sent. */
  #isSettled(isPaused: boolean): boolean {
    if (this.#running.size > 0) return false;
    const places = isPaused ? [] : this.#running.places();
    return !this.#options.state.uploads.isAnyUnderWay(places);
  }
}

function describe(thrown: unknown): { code: string; reason: string } {
  const { code, message } = toRecorderError(thrown);
  return { code, reason: message };
}
