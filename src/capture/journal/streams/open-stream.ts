/** One stream that runs: what its header said, which chunks came, and how it ended. */
import type { StreamEndReason } from '../../../shared/stream-records.ts';
import { SequenceSet } from '../../livekit/sequence-set.ts';
import type { StreamContent } from './stream-content.ts';

/** A stream with more is not whole in any case; 1,024 streams of a hostile sender are to stay small. */
const MOST_HOLES = 256;

export type StreamKind = 'text-stream' | 'byte-stream';

/** Who sent it and which it is. */
export interface StreamOwner {
  readonly identity: string | null;
  readonly sid: string | null;
  readonly stream: string;
}

/** What of the header its end needs. */
export interface StreamHeader {
  readonly kind: StreamKind;
  readonly topic: string;
  readonly name: string;
  readonly mimeType: string;
  readonly totalLength: bigint | null;
  readonly compressed: boolean;
}

export class OpenStream {
  readonly owner: StreamOwner;
  /** Null: it did not come. */
  readonly header: StreamHeader | null;
  readonly content: StreamContent;
  /** Arrival of its first record (wall clock, ns): it tells apart streams of one id. */
  readonly began: bigint;
  /** Link of its last packet. */
  link = 0;
  /** Different ones that came. */
  chunks = 0;
  /** A link was lost while it ran. */
  linkLost = false;
  /** Milliseconds at which it is given up because its sender has left; null while it has not. */
  givenUpAt: number | null = null;
  /** Content that was not kept: first and last arrival (wall clock, ns), and how much. */
  dropped: { readonly from: bigint; to: bigint; chunks: number } | null = null;
  /** Indexes that came, counted from 1. */
  readonly #seen = new SequenceSet(0, MOST_HOLES);

  constructor(
    owner: StreamOwner,
    header: StreamHeader | null,
    content: StreamContent,
    began: bigint,
  ) {
    this.began = began;
    this.owner = owner;
    this.header = header;
    this.content = content;
  }

  get kind(): StreamKind {
    return this.header?.kind ?? 'byte-stream';
  }

  /** Chunks below the highest that did not come; with very many holes at least one, whatever came late. */
  get missing(): number {
    const { highest, forgotten } = this.#seen;
    return Math.max(highest - this.chunks, forgotten > 0 ? 1 : 0);
  }

  /** The index of one chunk that came; one that came before is not counted again. */
  count(index: number): void {
    const number = index + 1;
    if (number > this.#seen.forgotten && this.#seen.add(number)) this.chunks += 1;
  }

  drop(arrival: bigint): void {
    this.dropped ??= { from: arrival, to: arrival, chunks: 0 };
    this.dropped.to = arrival;
    this.dropped.chunks += 1;
  }

  /**
   * What is wrong with it, or null when all of it came.
   * @param size of the whole content, inflated; null when that is not known
   * @param why it ends, when not by its trailer
   */
  flaw(size: number | null, why: StreamEndReason | null): StreamEndReason | null {
    if (this.dropped !== null) return 'disk';
    if (this.header === null) return 'header-missing';
    if (this.missing > 0 || why !== null)
      return this.linkLost ? 'link-lost' : (why ?? 'chunks-missing');
    const { totalLength } = this.header;
    const short = totalLength !== null && size !== null && BigInt(size) !== totalLength;
    if (!short) return null;
    return this.linkLost ? 'link-lost' : 'length';
  }
}
