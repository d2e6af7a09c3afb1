/**
 * The live feed of the one room that the window looks at: bounded and clipped. It may drop rows, and
 * counts what it dropped; the journal has them all.
 */
import {
  isJson,
  MOST_FEED_BINARY,
  MOST_FEED_JSON,
  MOST_FEED_TEXT,
  type FeedRow,
} from '../../shared/feed-row.ts';
import { nextBatchAt } from '../../shared/feed-pace.ts';
import type { EncodedPacket } from './encoded-packet.ts';

/** 2,000 a second and some more, for they do not come evenly. */
const ROWS_PER_BATCH = 240;
/** With what earlier batches left free. */
const MOST_ROWS = 2 * ROWS_PER_BATCH;
/** Of identity and topic, which LiveKit leaves to be of any length. */
const CLIP_NAME = 256;

export class FeedSampler {
  readonly #post: (rows: readonly FeedRow[], skipped: number) => void;
  #rows: FeedRow[] = [];
  /** Rows that this batch may still take. */
  #room = MOST_ROWS;
  #skipped = 0;
  #nextAt = 0;

  constructor(post: (rows: readonly FeedRow[], skipped: number) => void) {
    this.#post = post;
  }

  /** @param wall arrival, nanoseconds */
  add(record: number, wall: bigint, reliable: boolean, packet: EncodedPacket): void {
    if (this.#room === 0) {
      this.#skipped += 1;
      return;
    }
    this.#room -= 1;
    const { payload, preview, size } = packet;
    const isText = preview !== null || packet.isText;
    const shown = preview === null ? payload : Buffer.from(preview.slice(0, MOST_FEED_TEXT));
    const most = mostOf(shown, isText);
    const head = shown.subarray(0, most);
    this.#rows.push({
      record,
      arrival: String(wall),
      kind: packet.kind,
      identity: clipped(packet.identity),
      topic: clipped(packet.topic),
      reliable,
      size,
      text: isText ? head.toString('utf8') : null,
      base64: isText ? null : head.toString('base64'),
      clipped: shown.length > most,
    });
  }

  /** Sends what there is when a batch is due. @param now Milliseconds, any monotonic clock. */
  tick(now: number): void {
    if (now < this.#nextAt || (this.#rows.length === 0 && this.#skipped === 0)) return;
    this.#nextAt = nextBatchAt(this.#nextAt, now);
    this.#post(this.#rows, this.#skipped);
    this.#rows = [];
    this.#room = Math.min(MOST_ROWS, this.#room + ROWS_PER_BATCH);
    this.#skipped = 0;
  }
}

/** Bytes of a payload that are shown. */
function mostOf(payload: Uint8Array, isText: boolean): number {
  if (!isText) return MOST_FEED_BINARY;
  return isJson(payload) ? MOST_FEED_JSON : MOST_FEED_TEXT;
}

function clipped(name: string | null): string | null {
  return name === null || name.length <= CLIP_NAME ? name : `${name.slice(0, CLIP_NAME)}…`;
}
