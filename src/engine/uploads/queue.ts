import PQueue from 'p-queue';
import { RecorderError, toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { StateDatabase } from '../state/state-database.ts';
import type { NewUpload, UploadRow } from '../state/upload-rows.ts';
import { AbandonedTransfers } from './abandoned.ts';
import type { Destination, PutContext } from './destination.ts';
import { UploadLedger, type UploadSelection } from './ledger.ts';
import { prepareSource } from './prepare.ts';
import { takeSnapshot, type UploadsSnapshot } from './snapshot.ts';

export interface UploadQueueOptions {
  readonly state: StateDatabase;
  /** What a relative `folder` of a row is relative to. */
  readonly dataFolder: string;
  /** By project id. Files of a project without one wait. */
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly log: Log;
  /** Files sent at the same time; default 3. */
  readonly concurrency?: number;
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
  cancel(ids: readonly number[]): number;
  /** Replaces a project's destination from the next file on; null takes it away. */
  setDestination(projectId: string, destination: Destination | null): void;
  snapshot(): UploadsSnapshot;
  /** Resolves when nothing is being sent, and nothing that waits can ever be sent as things stand. */
  settled(): Promise<void>;
}

const PROGRESS_EVERY_MS = 250;

export function createUploadQueue(options: UploadQueueOptions): UploadQueue {
  return new LedgerQueue(options);
}

interface RunningUpload {
  readonly abort: AbortController;
  bytes: number;
}

class LedgerQueue implements UploadQueue {
  readonly #options: UploadQueueOptions;
  readonly #ledger: UploadLedger;
  readonly #destinations: Map<string, Destination>;
  readonly #now: () => number;
  readonly #pool: PQueue;
  readonly #abandoned: AbandonedTransfers;
  readonly #running = new Map<number, RunningUpload>();
  #waiters: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;
  #dataVersion = -1;
  #lastProgress = 0;

  constructor(options: UploadQueueOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#ledger = new UploadLedger(options.state.uploads, this.#now);
    this.#destinations = new Map(options.destinations);
    const { log, state } = options;
    this.#abandoned = new AbandonedTransfers({ resumes: state.resumes, log, now: this.#now });
    this.#pool = new PQueue({ concurrency: options.concurrency ?? 3 });
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
    this.#tick();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    for (const { abort } of this.#running.values()) abort.abort();
    await this.#pool.onIdle();
    await this.#abandoned.idle();
    // Each upload reports its end in a turn of its own; after this one nothing touches the state file.
    await new Promise((resolve) => setImmediate(resolve));
  }

  retry(selection: UploadSelection): number {
    const count = this.#ledger.retry(selection);
    this.#changed();
    return count;
  }

  cancel(ids: readonly number[]): number {
    const count = this.#ledger.cancel(ids);
    this.#changed();
    return count;
  }

  setDestination(projectId: string, destination: Destination | null): void {
    if (destination === null) this.#destinations.delete(projectId);
    else this.#destinations.set(projectId, destination);
    this.#changed();
  }

  snapshot(): UploadsSnapshot {
    return takeSnapshot({
      uploads: this.#options.state.uploads,
      destinationOf: (projectId) => this.#destinations.get(projectId)?.describe() ?? null,
      bytesSent: (id) => this.#running.get(id)?.bytes ?? 0,
    });
  }

  async settled(): Promise<void> {
    const settled = new Promise<void>((resolve) => this.#waiters.push(resolve));
    this.#changed();
    await settled;
  }

  /** Each second: what became due, what other processes wrote, what a full disk left behind. */
  #tick(): void {
    try {
      const version = this.#options.state.dataVersion();
      const isForeign = version !== this.#dataVersion;
      this.#dataVersion = version;
      const recovered = this.#ledger.recover(new Set(this.#running.keys()));
      if (recovered > 0) this.#options.log.info('interrupted uploads are due again', { recovered });
      if (isForeign || recovered > 0) this.#changed();
      else this.#pump();
      this.#abandoned.clearNext(this.#destinations, this.#running);
    } catch (thrown) {
      this.#options.log.error('the ledger of uploads cannot be used now', describe(thrown));
    }
  }

  /** What is being sent may have been cancelled or replaced, here or by another process. */
  #endStale(): void {
    for (const [id, { abort }] of this.#running) {
      if (this.#options.state.uploads.get(id)?.state !== 'uploading') abort.abort();
    }
  }

  #pump(): void {
    if (this.#timer === null) return;
    const projects = [...this.#destinations.keys()];
    while (this.#pool.pending + this.#pool.size < this.#pool.concurrency) {
      const row = this.#ledger.take(projects, [...this.#running.keys()]);
      if (row === null) return;
      const running: RunningUpload = { abort: new AbortController(), bytes: 0 };
      this.#running.set(row.id, running);
      void this.#pool.add(() => this.#upload(row, running));
    }
  }

  async #upload(row: UploadRow, running: RunningUpload): Promise<void> {
    try {
      await this.#send(row, running);
    } catch (thrown) {
      this.#options.log.error('the outcome of an upload cannot be written down', {
        upload: row.id,
        ...describe(thrown),
      });
    } finally {
      this.#running.delete(row.id);
      // In a turn of its own: the pool still counts this upload.
      setImmediate(() => {
        this.#changed();
      });
    }
  }

  async #send(row: UploadRow, running: RunningUpload): Promise<void> {
    const { log, dataFolder } = this.#options;
    const about = { recordingId: row.recordingId, file: row.file };
    const destination = this.#destinations.get(row.projectId);
    try {
      if (destination === undefined) throw new RecorderError('upload-cancelled', 'no destination');
      const source = await prepareSource(row, dataFolder);
      if (row.sha256 === null) this.#ledger.saveHash(row, source.sha256);
      const outcome = await destination.put(source, this.#contextOf(row, running));
      const { sha256 } = source;
      if (this.#ledger.verified(row, { ...outcome, sha256, bucket: destination.bucket })) {
        log.info('upload verified', { ...about, bytes: row.size, ...outcome });
      }
    } catch (thrown) {
      // Stopped, cancelled or without destination; a cancelled row has its state already.
      if (running.abort.signal.aborted || destination === undefined) {
        this.#ledger.interrupted(row);
        return;
      }
      const error = toRecorderError(thrown);
      this.#ledger.failed(row, error);
      log.warn('upload failed', { ...about, code: error.code, reason: error.message });
    }
  }

  #contextOf(row: UploadRow, running: RunningUpload): PutContext {
    return {
      signal: running.abort.signal,
      onProgress: (bytes) => {
        running.bytes = bytes;
        this.#progressed();
      },
      resume: {
        token: row.resumeToken,
        save: (token) => {
          this.#options.state.resumes.save(row.id, token);
        },
      },
    };
  }

  /** A manifest that waits for a failed file, or a file without destination, will never be sent. */
  #isSettled(): boolean {
    const { uploads } = this.#options.state;
    if (uploads.counts().uploading > 0) return false;
    const blocked = uploads.blockedManifests();
    return uploads
      .list({ state: 'waiting' })
      .every((row) => blocked.has(row.id) || !this.#destinations.has(row.projectId));
  }

  #progressed(): void {
    const now = this.#now();
    if (now - this.#lastProgress < PROGRESS_EVERY_MS) return;
    this.#lastProgress = now;
    this.#options.onChange?.();
  }

  #changed(): void {
    try {
      this.#endStale();
      this.#pump();
      if (this.#waiters.length > 0 && this.#isSettled()) {
        for (const resolve of this.#waiters.splice(0)) resolve();
      }
    } catch (thrown) {
      this.#options.log.error('the ledger of uploads cannot be used now', describe(thrown));
    }
    this.#options.onChange?.();
  }
}

function describe(thrown: unknown): { code: string; reason: string } {
  const { code, message } = toRecorderError(thrown);
  return { code, reason: message };
}
