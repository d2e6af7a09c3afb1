/** The threads that work for one export. They end with it. */
import { Worker } from 'node:worker_threads';
import { RecorderError } from '../../../shared/errors.ts';
import type { CheckedWindows } from '../../recording/reader/lane-reader.ts';
import { EncoderThread } from './encoder-thread.ts';
import {
  errorOf,
  type EncoderData,
  type HelperData,
  type ReaderAnswer,
  type ReaderRequest,
} from './protocol.ts';
import { Queue } from './queue.ts';

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
    const worker = this.#start({ work: 'read' }, (error) => {
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
        if (answer.is === 'failed') throw errorOf(answer);
        const { length, from, fresh, ends } = answer;
        const bytes = Buffer.from(answer.bytes, 0, length);
        yield { bytes, filled: length, from, fresh, ends };
        ask({ do: 'go-on', spare: answer.bytes });
      }
    };
  }

  /** @param onBytes Told how many bytes of the recording it has read. */
  encoder(data: EncoderData, onBytes: (bytes: number) => void): EncoderThread {
    const worker = this.#start(data, (error) => {
      thread.fail(error);
    });
    const thread = new EncoderThread(worker, onBytes);
    return thread;
  }

  #start(data: HelperData, onFailure: (error: Error) => void): Worker {
    const worker = new Worker(this.#entry, { workerData: data, resourceLimits: limits });
    this.#workers.push(worker);
    worker.on('error', onFailure);
    worker.on('exit', (code) => {
      onFailure(new RecorderError('internal', `a helper of the export ended: code ${code}`));
    });
    return worker;
  }
}
