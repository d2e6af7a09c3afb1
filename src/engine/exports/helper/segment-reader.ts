/** Reads segments for an export, finds their lines and checks them; in a thread of its own. */
import { open } from 'node:fs/promises';
import type { MessagePort } from 'node:worker_threads';
import { lineEnds } from '../../recording/reader/line-ends.ts';
import { lineWindows } from '../../recording/reader/line-windows.ts';
import { errnoOf } from '../../state/disk-error.ts';
import { failureOf, readerRequestSchema, type ReaderAnswer } from './protocol.ts';

/** Windows that may be under way: one being looked at, one waiting, one being read. */
const MOST_WINDOWS = 3;
/** A little more than a piece, so that a rest of a line fits in. */
const WINDOW_BYTES = 1152 * 1024;

class SegmentReader {
  readonly #answer: (message: ReaderAnswer) => void;
  #credit = MOST_WINDOWS;
  #spares: SharedArrayBuffer[] = [];
  #goOn: (() => void) | null = null;

  constructor(answer: (message: ReaderAnswer) => void) {
    this.#answer = answer;
  }

  async read(path: string): Promise<void> {
    const file = await open(path);
    try {
      for await (const { bytes, from, fresh } of lineWindows(file)) {
        while (this.#credit === 0) {
          await new Promise<void>((resolve) => {
            this.#goOn = resolve;
          });
        }
        this.#credit -= 1;
        const ends = new Uint32Array(lineEnds(bytes));
        const copy = this.#room(bytes.length);
        new Uint8Array(copy).set(bytes);
        this.#answer({ is: 'window', bytes: copy, length: bytes.length, from, fresh, ends });
      }
    } finally {
      await file.close();
    }
  }

  goOn(spare: SharedArrayBuffer): void {
    this.#spares.push(spare);
    this.#credit += 1;
    this.#goOn?.();
    this.#goOn = null;
  }

  #room(length: number): SharedArrayBuffer {
    const spare = this.#spares.pop();
    return spare !== undefined && spare.byteLength >= length
      ? spare
      : new SharedArrayBuffer(Math.max(length, WINDOW_BYTES));
  }
}

export function serveReader(port: MessagePort): void {
  const answer = (message: ReaderAnswer): void => {
    port.postMessage(message);
  };
  const reader = new SegmentReader(answer);
  port.on('message', (message: unknown) => {
    const request = readerRequestSchema.parse(message);
    if (request.do === 'go-on') {
      reader.goOn(request.spare);
      return;
    }
    reader.read(request.path).then(
      () => {
        answer({ is: 'end' });
      },
      (thrown: unknown) => {
        answer(failureOf(thrown, errnoOf(thrown)));
      },
    );
  });
}
