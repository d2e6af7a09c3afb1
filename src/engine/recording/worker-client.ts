/** Calls the recording worker; starts it when first needed, and again after it died. */
import { Worker } from 'node:worker_threads';
import { errorFromWire, RecorderError, type ErrorView } from '../../shared/errors.ts';
import type { NoteView } from '../../shared/notes.ts';
import type { RowsAnswer, RowsRequest, Timeline } from '../../shared/timeline.ts';
import { PendingCalls } from '../processes/pending-calls.ts';
import type { RecordingEnd } from './finalise.ts';
import type { EndReason, Manifest } from './manifest.ts';
import type { Looked } from './look/looks.ts';
import type { Recovery } from './recover.ts';
import type { KnownOfRecording } from './repair/restore-manifest.ts';
import type { Verification } from './verify.ts';
import type { WorkerRequest } from './worker-protocol.ts';

/** Our own worker's answers; both ends are built together. */
type Answer =
  | { readonly id: number; readonly result: unknown; readonly error?: never }
  | { readonly id: number; readonly error: ErrorView; readonly result?: never };

interface Results {
  recover: Recovery;
  finalise: Manifest;
  verify: Verification;
  index: undefined;
  'restore-manifest': Manifest | null;
  notes: readonly NoteView[];
  timeline: Timeline;
  rows: RowsAnswer;
}

export class RecordingWorker {
  readonly #entry: URL;
  readonly #calls = new PendingCalls();
  #worker: Worker | null = null;

  /** @param entry The built worker. */
  constructor(entry: URL) {
    this.#entry = entry;
  }

  recover(folder: string): Promise<Recovery> {
    return this.#call({ task: 'recover', folder });
  }

  finalise(
    folder: string,
    endReason: EndReason,
    endedAt: Date,
    end: RecordingEnd,
  ): Promise<Manifest> {
    const { recordedToEnd, undeclared } = end;
    return this.#call({
      task: 'finalise',
      folder,
      endReason,
      endedAt: endedAt.getTime(),
      end: { recordedToEnd, undeclared: [...undeclared] },
    });
  }

  verify(folder: string): Promise<Verification> {
    return this.#call({ task: 'verify', folder });
  }

  /** Makes the index of a closed segment. @param file relative to the recording's folder */
  async index(folder: string, file: string): Promise<void> {
    await this.#call({ task: 'index', folder, file });
  }

  restoreManifest(folder: string, known: KnownOfRecording): Promise<Manifest | null> {
    return this.#call({ task: 'restore-manifest', folder, known });
  }

  /** The notes of a lane, in the order of its journal. */
  notes(looked: Looked): Promise<readonly NoteView[]> {
    return this.#call({ task: 'notes', ...looked });
  }

  timeline(looked: Looked, until: number | null): Promise<Timeline> {
    return this.#call({ task: 'timeline', ...looked, until });
  }

  /** A part of a lane as rows of the feed. */
  rows(looked: Looked, request: RowsRequest): Promise<RowsAnswer> {
    return this.#call({ task: 'rows', ...looked, request });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #call<T extends WorkerRequest['task']>(
    request: Extract<WorkerRequest, { task: T }>,
  ): Promise<Results[T]> {
    const worker = this.#running();
    return this.#calls.begin((id) => {
      worker.ref();
      worker.postMessage({ id, request });
    });
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(this.#entry);
    worker.on('message', (answer: Answer) => {
      const { id, error, result } = answer;
      if (error !== undefined) this.#calls.fail(id, errorFromWire(error));
      else this.#calls.answer(id, result);
      // An idle worker must not keep a process alive that has nothing else to do.
      if (this.#calls.size === 0) worker.unref();
    });
    const died = (why: string): void => {
      if (this.#worker === worker) this.#worker = null;
      const error = new RecorderError('internal', `the recording worker ended: ${why}`);
      this.#calls.failAll(error);
    };
    worker.on('error', (error) => {
      died(error.message);
    });
    worker.on('exit', (code) => {
      died(`code ${code}`);
    });
    this.#worker = worker;
    return worker;
  }
}
