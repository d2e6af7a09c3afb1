/** Calls the library's thread; starts it when first needed, and again after it died. */
import { Worker } from 'node:worker_threads';
import { errorFromWire, RecorderError } from '../../shared/errors.ts';
import type { ReadingView } from '../../shared/ipc/reading.ts';
import { PendingCalls } from '../processes/pending-calls.ts';
import type { LibraryMessage, LibraryRequest, LibraryResults } from './protocol.ts';

/** It holds a list and one block of a recording; a fault in it must not eat the recorder's memory. */
const limits = { maxOldGenerationSizeMb: 512 };

export interface LibraryThreadOptions {
  /** The built thread. */
  readonly entry: URL;
  readonly dataFolder: string;
  /** The list is another one now. */
  readonly onChanged: () => void;
  readonly onReading: (view: ReadingView) => void;
}

export class LibraryThread {
  readonly #options: LibraryThreadOptions;
  readonly #calls = new PendingCalls();
  #worker: Worker | null = null;
  /** Counts the threads: what one was told, its successor does not know. */
  generation = 0;

  constructor(options: LibraryThreadOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#worker !== null;
  }

  /** @throws RecorderError what the thread says; `internal` when it died */
  ask<T extends LibraryRequest['do']>(
    request: Extract<LibraryRequest, { do: T }>,
  ): Promise<LibraryResults[T]> {
    const worker = this.#running();
    return this.#calls.begin((id) => {
      worker.postMessage({ id, request });
    });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    const { entry, dataFolder } = this.#options;
    const worker = new Worker(entry, { workerData: { dataFolder }, resourceLimits: limits });
    this.generation += 1;
    worker.on('message', (message: LibraryMessage) => {
      this.#hear(message);
    });
    const died = (why: string): void => {
      if (this.#worker === worker) this.#worker = null;
      const error = new RecorderError('internal', `the library ended: ${why}`);
      this.#calls.failAll(error);
    };
    worker.on('error', (error) => {
      died(error.message);
    });
    worker.on('exit', (code) => {
      died(`code ${code}`);
    });
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #hear(message: LibraryMessage): void {
    switch (message.is) {
      case 'changed':
        this.#options.onChanged();
        return;
      case 'reading':
        this.#options.onReading(message.view);
        return;
      case 'answer':
        this.#calls.answer(message.id, message.result);
        return;
      case 'failed':
        this.#calls.fail(message.id, errorFromWire(message.error));
        return;
    }
  }
}
