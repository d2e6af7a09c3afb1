import type { PacketKind } from '../../shared/records.ts';
import { asBuffer } from './as-buffer.ts';

/** What the feed and the counters need of a packet beside its line. A class: all have one shape. */
export class EncodedPacket {
  readonly kind: PacketKind;
  readonly identity: string | null;
  readonly topic: string | null;
  /** The size of its payload: what counts as that says data-format.md (`counts.bytes`). */
  readonly size: number;
  /** Whether the payload is valid UTF-8. */
  readonly isText: boolean;
  /** What the feed shows instead of the payload; null: the payload itself. */
  readonly preview: string | null;
  readonly #bytes: Uint8Array;
  readonly #start: number;

  /** @param bytes hold the payload, from `start` on. A view of memory that is used again. */
  constructor(
    kind: PacketKind,
    identity: string | null | undefined,
    topic: string | null | undefined,
    bytes: Uint8Array,
    isText: boolean,
    preview: string | null = null,
    start = 0,
    size = bytes.length - start,
  ) {
    this.kind = kind;
    this.identity = identity ?? null;
    this.topic = topic ?? null;
    this.size = size;
    this.isText = isText;
    this.preview = preview;
    this.#bytes = bytes;
    this.#start = start;
  }

  /** A view, made when it is asked for: most packets are never shown. */
  get payload(): Buffer {
    return asBuffer(this.#bytes).subarray(this.#start, this.#start + this.size);
  }
}
