/** A thread that encodes parts of a lane, as the export sees it. */
import type { Worker } from 'node:worker_threads';
import type { SegmentRange } from '../../recording/reader/lane-parts.ts';
import { errorOf, type EncoderAnswer, type EncoderRequest } from './protocol.ts';
import { Queue } from './queue.ts';

/** What a thread says of one part that is not how far it is. */
export type PartAnswer = Extract<EncoderAnswer, { is: 'piece' | 'done' }>;

export class EncoderThread {
  readonly #worker: Worker;
  /** Of the parts that it was given and has not done, the oldest first. */
  readonly #parts: Queue<PartAnswer>[] = [];
  #failure: Error | null = null;

  /** @param onBytes Told how many bytes of the recording were read. */
  constructor(worker: Worker, onBytes: (bytes: number) => void) {
    this.#worker = worker;
    worker.on('message', (answer: EncoderAnswer) => {
      this.#hear(answer, onBytes);
    });
  }

  /** How many parts it has to do. */
  get waiting(): number {
    return this.#parts.length;
  }

  encode(part: readonly SegmentRange[], rowsBefore: number): Queue<PartAnswer> {
    const answers = new Queue<PartAnswer>();
    this.#parts.push(answers);
    if (this.#failure !== null) answers.fail(this.#failure);
    this.#ask({ do: 'encode', part, rowsBefore });
    return answers;
  }

  /** The oldest piece is in the file. */
  goOn(): void {
    this.#ask({ do: 'go-on' });
  }

  /** It is gone, or says nothing that could be used. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const answers of this.#parts) answers.fail(error);
  }

  #ask(request: EncoderRequest): void {
    this.#worker.postMessage(request);
  }

  #hear(answer: EncoderAnswer, onBytes: (bytes: number) => void): void {
    switch (answer.is) {
      case 'bytes':
        onBytes(answer.bytes);
        return;
      case 'piece':
        this.#parts[0]?.push(answer);
        return;
      case 'done':
        this.#parts.shift()?.push(answer);
        return;
      case 'failed':
        this.fail(errorOf(answer));
        return;
    }
  }
}
