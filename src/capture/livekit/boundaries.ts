import type { GapRecord, GapSender } from '../../shared/records.ts';
import type { ResumePoint } from '../ports.ts';
import { newMark, type Dedupe, type Sender } from './dedupe.ts';

/** A server's replay to a new link and its live packets may mix for a moment; only then is it judged. */
const SETTLE_NS = 1_000_000_000n;
/** Participants are announced up to 3 s after their first packets (measured). */
const ANNOUNCED_NS = 5_000_000_000n;
/** A session that began so short a time before the recorder joined is not a late join. */
const LATE_JOIN_NS = 10_000_000_000n;

export interface BoundariesOptions {
  readonly dedupe: Dedupe;
  /** Wall clock (ns); null when unknown. */
  readonly sessionStartedAt: bigint | null;
  readonly resume: ResumePoint | null;
  readonly write: (gap: GapRecord) => void;
  /**
   * Whether this sender joined the room when we were already receiving, so that a first number above 1
   * means packets for others and not a loss; undefined while the server has not announced it.
   */
  readonly joinedWhileOpen: (sid: string) => boolean | undefined;
}

/**
 * Knows what may be missing, and says so in `gap` records (docs/data-format.md). A boundary is a moment
 * before which we may not have received: the first link of a run, and each link that replaces a dead
 * one. Then every sender has to go on at its next number, and a sender that was there without us at 1.
 * Within one link a hole is no gap: SCTP is reliable, so the packet was not sent to us.
 */
export class Boundaries {
  readonly #options: BoundariesOptions;
  /** While it is not known whether an old link has died, nothing is judged. */
  #undecided = false;

  constructor(options: BoundariesOptions) {
    this.#options = options;
    for (const sender of options.resume?.senders ?? []) {
      if (sender.sid !== undefined) options.dedupe.add(sender.sid, sender.identity, sender.last);
    }
  }

  /** The first link of this run is open. @param at wall clock, ns */
  first(link: number, at: bigint): void {
    const { resume, sessionStartedAt, write, dedupe } = this.#options;
    dedupe.newest = link;
    if (resume !== null) {
      const senders = [...resume.senders];
      write(gap('recorder-restart', resume.lastArrival, at, senders));
    } else if (sessionStartedAt !== null && at - sessionStartedAt > LATE_JOIN_NS) {
      write(gap('late-join', sessionStartedAt, at));
    }
  }

  /** A link has replaced one that is dead. @param from last sign of life of that, @param to opening of this */
  lost(link: number, from: bigint, to: bigint): void {
    this.begin(link);
    this.declareLost(from, to, this.#options.dedupe.lastNumbers());
  }

  /** A link has opened beside one that may be alive: `declareLost` or `unbroken` follows. */
  begin(link: number): void {
    const { dedupe } = this.#options;
    this.settle(0n, 'all');
    dedupe.newest = link;
    this.#undecided = true;
    for (const sender of dedupe.all()) sender.mark ??= newMark(sender.seen.highest, true);
  }

  /**
   * Whether the old link has delivered a numbered packet that the new one has delivered as well: since a
   * channel keeps its order, all that was sent before has then come over the old one.
   */
  overlapped(): boolean {
    for (const { mark } of this.#options.dedupe.touched) {
      if (mark?.provisional === true && mark.after >= mark.first) return true;
    }
    return false;
  }

  /** The old link was dead. @param senders the last numbers when the new link opened */
  declareLost(from: bigint, to: bigint, senders: readonly GapSender[]): void {
    this.#undecided = false;
    for (const { mark } of this.#options.dedupe.all()) if (mark !== null) mark.provisional = false;
    this.#options.write(gap('link-lost', from < to ? from : to, to, senders));
  }

  /**
   * The old link was alive until the new one delivered: nothing can be missing because of the change.
   * @param link the one that goes on
   */
  unbroken(link: number): void {
    const { dedupe } = this.#options;
    dedupe.newest = link;
    this.#undecided = false;
    for (const sender of dedupe.all()) {
      if (sender.mark?.provisional !== true) continue;
      sender.mark = null;
      dedupe.touched.delete(sender);
    }
  }

  /** Writes what is certain by now. @param monotonic ns; 'all' judges at once (before an end) */
  settle(monotonic: bigint, which: 'due' | 'all'): void {
    if (this.#undecided) return;
    for (const sender of this.#options.dedupe.touched) {
      if (which === 'all' || this.#isDue(sender, monotonic)) this.#judge(sender);
    }
  }

  #isDue(sender: Sender, monotonic: bigint): boolean {
    const { mark, sid } = sender;
    if (mark === null) return true;
    const age = monotonic - mark.since;
    if (age < SETTLE_NS) return false;
    const mayBeNew = mark.after === 0 && mark.first > 1;
    const announced = !mayBeNew || this.#options.joinedWhileOpen(sid) !== undefined;
    return announced || age >= ANNOUNCED_NS;
  }

  #judge(sender: Sender): void {
    const { mark, sid, identity } = sender;
    sender.mark = null;
    this.#options.dedupe.touched.delete(sender);
    if (mark === null || mark.first <= mark.after + 1) return;
    if (mark.after === 0 && this.#options.joinedWhileOpen(sid) === true) return;
    this.#options.write({
      kind: 'gap',
      reason: 'sequence',
      ...(identity === undefined ? {} : { identity }),
      sid,
      firstMissing: mark.after + 1,
      lastMissing: mark.first - 1,
    });
  }
}

function gap(
  reason: 'late-join' | 'recorder-restart' | 'link-lost',
  from: bigint,
  to: bigint,
  senders: readonly GapSender[] = [],
): GapRecord {
  return {
    kind: 'gap',
    reason,
    from: String(from),
    to: String(to),
    ...(senders.length === 0 ? {} : { senders: [...senders] }),
  };
}
