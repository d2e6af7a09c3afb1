/** Encodes parts of a lane, from their lines to the bytes of the file; in a thread of its own. */
import type { MessagePort } from 'node:worker_threads';
import { RecorderError } from '../../../shared/errors.ts';
import { PartReader, type SegmentRange } from '../../recording/reader/lane-parts.ts';
import { PartWatch } from '../../recording/reader/part-watch.ts';
import { errnoOf } from '../../state/disk-error.ts';
import { sharedMemory, type Bytes } from '../bytes.ts';
import { encoderOf, pieceRoom } from '../encoder-setup.ts';
import { StreamTurns } from '../open-streams.ts';
import type { RowEncoder } from '../pieces.ts';
import { RowVisitor } from '../row-visitor.ts';
import {
  encoderRequestSchema,
  failureOf,
  type EncoderAnswer,
  type EncoderData,
} from './protocol.ts';

/** Pieces that may be under way: one waits for its turn while the next one is made. */
const MOST_PIECES = 2;

class PartEncoder {
  readonly #answer: (message: EncoderAnswer) => void;
  readonly #encoder: RowEncoder;
  readonly #reader: PartReader;
  readonly #turns = new StreamTurns();
  readonly #rows: RowVisitor;
  readonly #spares: Bytes[] = [];
  /** Given away, the oldest first. */
  readonly #away: Bytes[] = [];
  #goOn: (() => void) | null = null;

  constructor(
    { setup, filter, streamParts }: EncoderData,
    answer: (message: EncoderAnswer) => void,
  ) {
    this.#answer = answer;
    this.#encoder = encoderOf(setup, sharedMemory);
    this.#reader = new PartReader(filter);
    this.#rows = new RowVisitor(this.#encoder, streamParts ? null : this.#turns);
    for (let piece = 0; piece < MOST_PIECES; piece += 1) {
      this.#spares.push(pieceRoom(sharedMemory));
    }
  }

  async encode(part: readonly SegmentRange[], rowsBefore: number): Promise<void> {
    const watch = new PartWatch();
    const rows = this.#rows;
    const begun = rows.rows;
    this.#encoder.expect(rowsBefore);
    await this.#reader.visit(part, watch, {
      data: (line, bytes, start, mark) => rows.data(line, bytes, start, mark),
      record: (record) => {
        rows.record(record);
      },
      blockDone: async (bytes) => {
        this.#answer({ is: 'bytes', bytes });
        if (!this.#encoder.isFull) return;
        await this.#piece();
        this.#encoder.expect(rowsBefore + rows.rows - begun);
      },
    });
    await this.#piece();
    this.#answer({ is: 'done', seen: watch.seen(), turns: this.#turns.take() });
  }

  goOn(): void {
    const oldest = this.#away.shift();
    if (oldest !== undefined) this.#spares.push(oldest);
    this.#goOn?.();
    this.#goOn = null;
  }

  /** Gives away what has gathered. */
  async #piece(): Promise<void> {
    let spare = this.#spares.pop();
    for (; spare === undefined; spare = this.#spares.pop()) {
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
      });
    }
    const taken = this.#encoder.take(spare);
    if (taken === null) {
      this.#spares.push(spare);
      return;
    }
    const { bytes, facts } = taken;
    const shared = bytes.buffer.buffer;
    if (!(shared instanceof SharedArrayBuffer)) {
      throw new RecorderError('internal', 'a piece lies in memory that is not shared');
    }
    this.#away.push(bytes);
    this.#answer({ is: 'piece', bytes: shared, length: bytes.length, facts });
  }
}

export function serveEncoder(port: MessagePort, data: EncoderData): void {
  const answer = (message: EncoderAnswer): void => {
    port.postMessage(message);
  };
  const encoder = new PartEncoder(data, answer);
  /** Parts are done one after the other. */
  let before = Promise.resolve();
  port.on('message', (message: unknown) => {
    const request = encoderRequestSchema.parse(message);
    if (request.do === 'go-on') {
      encoder.goOn();
      return;
    }
    before = before
      .then(() => encoder.encode(request.part, request.rowsBefore))
      .catch((thrown: unknown) => {
        answer(failureOf(thrown, errnoOf(thrown)));
      });
  });
}
