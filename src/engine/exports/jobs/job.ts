/** One export: from waiting to its end, with how far it is. */
import { Worker } from 'node:worker_threads';
import {
  errorFromWire,
  RecorderError,
  viewOfError,
  type ErrorView,
} from '../../../shared/errors.ts';
import type { ExportJob } from '../../../shared/ipc/exports.ts';
import type { ExportRequest, ExportResult } from '../export-request.ts';
import { CANCEL, type JobMessage, type JobRequest } from './protocol.ts';

/** An export needs at most 300 MB (`npm run bench -- export`), most of it not in V8's heap. */
const limits = { maxOldGenerationSizeMb: 512 };
/** A thread that does not hear its cancel, because a disk hangs, is ended after this. */
const CANCEL_LIMIT_MS = 10_000;

export interface NewJob {
  readonly recordingId: string;
  readonly request: Omit<ExportRequest, 'helper'>;
}

type State = ExportJob['state'];

export class Job {
  readonly jobId: number;
  /** Resolves when it is over; at once when it never ran. */
  ended: Promise<void> = Promise.resolve();
  state: State = 'waiting';
  readonly #order: NewJob;
  #worker: Worker | null = null;
  #startedAt = 0;
  #bytes = 0;
  #totalBytes: number | null = null;
  #result: ExportResult | null = null;
  #error: ErrorView | null = null;

  constructor(jobId: number, order: NewJob) {
    this.jobId = jobId;
    this.#order = order;
  }

  get isOver(): boolean {
    return this.state !== 'waiting' && this.state !== 'running';
  }

  view(): ExportJob {
    const { format, out } = this.#order.request;
    const seconds = (Date.now() - this.#startedAt) / 1000;
    const rate = this.state === 'running' && seconds > 0.5 ? this.#bytes / seconds : 0;
    const rest = this.#totalBytes === null ? null : this.#totalBytes - this.#bytes;
    return {
      jobId: this.jobId,
      recordingId: this.#order.recordingId,
      format,
      path: this.#result?.path ?? out,
      state: this.state,
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
      bytesPerSecond: rate,
      remainingMs: rate === 0 || rest === null ? null : Math.max(0, (1000 * rest) / rate),
      result: this.#result,
      error: this.#error,
    };
  }

  cancel(): void {
    if (this.state === 'waiting') this.state = 'cancelled';
    if (this.state !== 'running') return;
    const worker = this.#worker;
    worker?.postMessage(CANCEL);
    setTimeout(() => void worker?.terminate(), CANCEL_LIMIT_MS).unref();
  }

  /** @param onProgress Called a few times a second. @returns When its thread is gone. */
  run(entry: URL, helper: URL, onProgress: () => void): Promise<void> {
    this.state = 'running';
    this.#startedAt = Date.now();
    this.ended = new Promise((resolve) => {
      const data: JobRequest = { ...this.#order.request, helper: helper.href };
      const worker = new Worker(entry, { workerData: data, resourceLimits: limits });
      this.#worker = worker;
      worker.on('message', (message: JobMessage) => {
        this.#hear(message);
        onProgress();
      });
      worker.on('error', (error) => {
        this.#fail(error);
      });
      worker.on('exit', () => {
        if (!this.isOver) this.#fail(new RecorderError('internal', 'the export ended by itself'));
        resolve();
      });
    });
    return this.ended;
  }

  #hear(message: JobMessage): void {
    switch (message.is) {
      case 'total':
        this.#totalBytes = message.bytes;
        return;
      case 'progress':
        this.#bytes = message.bytes;
        return;
      case 'done':
        this.#result = message.result;
        this.#bytes = this.#totalBytes ?? this.#bytes;
        this.state = 'done';
        return;
      case 'cancelled':
        this.state = 'cancelled';
        return;
      case 'failed':
        this.#fail(errorFromWire(message.error));
        return;
    }
  }

  #fail(thrown: unknown): void {
    if (this.isOver) return;
    this.#error = viewOfError(thrown);
    this.state = 'failed';
  }
}
