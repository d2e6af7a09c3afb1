import type { GapSender } from '../../shared/records.ts';
import { SequenceSet } from './sequence-set.ts';

/** What is known of a sender at a boundary: where it stood before, and where it went on. */
export interface BoundaryMark {
  /** Its last number over the links before the boundary; 0: it was not known. */
  after: number;
  /** It is not known yet whether there was a boundary at all. */
  provisional: boolean;
  /** Its lowest number over the links after the boundary, duplicates included; Infinity: none yet. */
  first: number;
  /** Monotonic clock (ns) when the first of them came. */
  since: bigint;
}

/** One session (`sid`) of a participant that has sent something. */
export class Sender {
  readonly sid: string;
  /** As the packets say it; undefined for hidden participants. */
  readonly identity: string | undefined;
  readonly seen: SequenceSet;
  /** Packets that were not duplicates. */
  packets = 0;
  /** Wall clock (ns) of the last packet; null before the first in this run. */
  lastArrival: bigint | null = null;
  /** The server said that it has left. */
  left = false;
  mark: BoundaryMark | null;

  constructor(sid: string, identity: string | undefined, last: number) {
    this.sid = sid;
    this.identity = identity;
    this.seen = new SequenceSet(last);
    this.mark = newMark(last);
  }
}

export function newMark(after: number, provisional = false): BoundaryMark {
  return { after, provisional, first: Infinity, since: 0n };
}

/**
 * Recognises reliable packets that came before, by sender and number, whatever link they come over; and
 * notes, for `Boundaries`, where each sender goes on after a boundary. Part of the hot path.
 */
export class Dedupe {
  readonly #senders = new Map<string, Sender>();
  /** Senders that have gone on after a boundary and are not settled yet. */
  readonly touched = new Set<Sender>();
  /** Links with lower numbers lie before the boundary: what still comes over them is from before. */
  newest = 0;

  get(sid: string): Sender | undefined {
    return this.#senders.get(sid);
  }

  all(): IterableIterator<Sender> {
    return this.#senders.values();
  }

  /** @param last the last number that an earlier run has recorded, 0 for none */
  add(sid: string, identity: string | undefined, last = 0): Sender {
    const sender = new Sender(sid, identity, last);
    this.#senders.set(sid, sender);
    return sender;
  }

  /** Takes a numbered reliable packet. False: a duplicate. */
  take(sender: Sender, link: number, sequence: number, monotonic: bigint): boolean {
    const { mark } = sender;
    if (mark !== null) {
      if (link < this.newest) mark.after = Math.max(mark.after, sequence);
      else if (sequence < mark.first) {
        if (mark.first === Infinity) {
          mark.since = monotonic;
          this.touched.add(sender);
        }
        mark.first = sequence;
      }
    }
    return sender.seen.add(sequence);
  }

  /** For `gap` records: the last number of each sender that numbers its packets and has not left. */
  lastNumbers(): GapSender[] {
    const result: GapSender[] = [];
    for (const { sid, identity, seen, left } of this.#senders.values()) {
      if (left || seen.highest === 0) continue;
      result.push({ ...(identity === undefined ? {} : { identity }), sid, last: seen.highest });
    }
    return result;
  }
}
