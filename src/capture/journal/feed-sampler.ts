/**
 * The live feed of the one room that the window looks at: bounded and clipped. It may drop rows, and
 * counts what it dropped; the journal has them all.
 */
import {
  isJson,
  MOST_FEED_JSON,
  MOST_FEED_TEXT,
  type FeedRow,
} from '../../shared/capture-protocol.ts';
import type { EncodedPacket } from './encoded-packet.ts';

const ROWS_PER_BATCH = 200;
/** Of identity and topic, which LiveKit leaves to be of any length. */
const CLIP_NAME = 256;
const BATCH_INTERVAL_MS = 100;

export class FeedSampler {
  readonly #post: (rows: readonly FeedRow[], skipped: number) => void;
  #rows: FeedRow[] = [];
  #skipped = 0;
  #nextAt = 0;

  constructor(post: (rows: readonly FeedRow[], skipped: number) => void) {
    this.#post = post;
  }

  /** @param wall arrival, nanoseconds */
  add(record: number, wall: bigint, reliable: boolean, packet: EncodedPacket): void {
    if (this.#rows.length >= ROWS_PER_BATCH) {
      this.#skipped += 1;
      return;
    }
    const { payload, preview, size } = packet;
    const isText = preview !== null || packet.isText;
    const shown = preview === null ? payload : Buffer.from(preview.slice(0, MOST_FEED_TEXT));
    const most = isText && isJson(shown) ? MOST_FEED_JSON : MOST_FEED_TEXT;
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
    this.#nextAt = now + BATCH_INTERVAL_MS;
    this.#post(this.#rows, this.#skipped);
    this.#rows = [];
    this.#skipped = 0;
  }
}

function clipped(name: string | null): string | null {
  return name === null || name.length <= CLIP_NAME ? name : `${name.slice(0, CLIP_NAME)}…`;
}
