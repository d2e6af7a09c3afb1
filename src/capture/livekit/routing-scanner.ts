import { packetField } from './packet-fields.ts';
import { TextCache } from './text-cache.ts';
import { WireReader, wireType } from './wire-reader.ts';

/**
 * The hot path's share of `scanPacket`: only who sent a packet and its number. Looks at the outer fields
 * alone (the payload is skipped by its length) and makes no string for a sender that it has seen.
 */
export class RoutingScanner {
  /** Sender's sid of the last packet; '' when it has none. */
  sid = '';
  /** Sequence number of the last packet; 0 when it has none. */
  sequence = 0;
  readonly #texts = new TextCache();
  readonly #reader = new WireReader();

  /** Returns itself: '' and 0 when the bytes are not a protobuf message. Never throws. */
  scan(bytes: Uint8Array): this {
    this.sid = '';
    this.sequence = 0;
    const reader = this.#reader;
    reader.reset(bytes);
    let sidStart = 0;
    let sidEnd = 0;
    let sequence = 0;
    while (reader.at < reader.end) {
      if (!reader.tag() || !reader.skip()) return this;
      if (reader.field === packetField.sequence && reader.type === wireType.varint) {
        sequence = reader.low;
      } else if (reader.field === packetField.sid && reader.type === wireType.bytes) {
        sidStart = reader.start;
        sidEnd = reader.at;
      }
    }
    this.sequence = sequence;
    this.sid = this.#texts.text(bytes, sidStart, sidEnd);
    return this;
  }
}
