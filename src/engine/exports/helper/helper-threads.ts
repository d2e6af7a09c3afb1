/** The helper threads of one export, as it uses them. They end with it. */
import { Worker } from 'node:worker_threads';
import { RecorderError } from '../../../shared/errors.ts';
import type { CheckedWindows } from '../../recording/reader/lane-reader.ts';
import { packHere, type Packer } from '../parquet/packer.ts';
import type {
  HelperRole,
  PackerAnswer,
  PackerRequest,
  ReaderAnswer,
  ReaderRequest,
} from './protocol.ts';

/** A page with what it may have more than its mebibyte. */
const PAGE_BYTES = 1152 * 1024;
/** Pages that may be under way; the next one is compressed here meanwhile. */
const MOST_UNDER_WAY = 4;
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
    const worker = this.#start('reader', (error) => {
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

  packer(): Packer {
    const waiting = new Map<number, (answer: PackerAnswer) => void>();
    const spares: SharedArrayBuffer[] = [];
    let failed: (error: Error) => void = () => undefined;
    const failure = new Promise<never>((_, reject) => {
      failed = reject;
    });
    // Whoever waits for a page hears of it; when nobody does, nothing is lost.
    failure.catch(() => undefined);
    const worker = this.#start('packer', failed);
    worker.on('message', (answer: PackerAnswer) => {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    });
    let nextId = 1;
    return (content) => {
      if (waiting.size >= MOST_UNDER_WAY) return packHere(content);
      const id = nextId;
      nextId += 1;
      const { length } = content;
      const spare = spares.pop();
      const fits = spare !== undefined && spare.byteLength >= length;
      const bytes = fits ? spare : new SharedArrayBuffer(Math.max(length, PAGE_BYTES));
      new Uint8Array(bytes).set(content);
      const request: PackerRequest = { id, bytes, length };
      const page = new Promise<Buffer>((resolve) => {
        waiting.set(id, (answer) => {
          resolve(Buffer.from(answer.packed ?? new Uint8Array(bytes, 0, answer.length)));
          spares.push(bytes);
        });
      });
      worker.postMessage(request);
      return Promise.race([page, failure]);
    };
  }

  #start(role: HelperRole, onFailure: (error: Error) => void): Worker {
    const worker = new Worker(this.#entry, { workerData: role, resourceLimits: limits });
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
