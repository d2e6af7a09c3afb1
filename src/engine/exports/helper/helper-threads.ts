/** The threads that read for one export. They end with it. */
import { Worker } from 'node:worker_threads';
import { RecorderError } from '../../../shared/errors.ts';
import type { CheckedWindows } from '../../recording/reader/lane-reader.ts';
import type { ReaderAnswer, ReaderRequest } from './protocol.ts';

/** A helper keeps next to nothing; without limits its heap grows as large as the export's own. */
const limits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 128 };

export class HelperThreads {
  readonly #entry: URL;
  readonly #workers: Worker[] = [];

  /** @param entry The built helper. */
  constructor(entry: URL) {
    this.#entry = entry;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** Segments are read one after the other. */
  reader(): CheckedWindows {
    const answers = new Queue<ReaderAnswer>();
    const worker = this.#start((error) => {
      answers.fail(error);
    });
    worker.on('message', (answer: ReaderAnswer) => {
      answers.push(answer);
    });
    const ask = (request: ReaderRequest): void => {
      worker.postMessage(request);
    };
    return async function* windows(path) {
      ask({ do: 'read', path });
      for (;;) {
        const answer = await answers.next();
        if (answer.is === 'end') return;
        if (answer.is === 'failed') {
          throw Object.assign(new Error(answer.message), { code: answer.code });
        }
        const { length, from, fresh, ends } = answer;
        const bytes = Buffer.from(answer.bytes, 0, length);
        yield { bytes, filled: length, from, fresh, ends };
        ask({ do: 'go-on', spare: answer.bytes });
      }
    };
  }

  #start(onFailure: (error: Error) => void): Worker {
    const worker = new Worker(this.#entry, { resourceLimits: limits });
    this.#workers.push(worker);
    worker.on('error', onFailure);
    worker.on('exit', (code) => {
      onFailure(new RecorderError('internal', `a helper of the export ended: code ${code}`));
    });
    return worker;
  }
}

/** What came and was not asked for yet; the reader sends a few ahead only. */
class Queue<T> {
  readonly #items: T[] = [];
  #waiting: { resolve: (item: T) => void; reject: (error: Error) => void } | null = null;
  #failure: Error | null = null;

  push(item: T): void {
    if (this.#waiting === null) this.#items.push(item);
    else this.#waiting.resolve(item);
    this.#waiting = null;
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  next(): Promise<T> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }
}
