/**
 * When a lane was not receiving: before it joined, in the gaps that it declares, and after its end. What
 * was sent while it received, it has (livekit-wire.md §2).
 */
import type { MergeRecord } from './merge-record.ts';
import { member, mergeClass } from './merge-record.ts';
import { BEGINNING, FOREVER, type TimeWindow } from './windows.ts';

/**
 * A packet reaches the two lanes at slightly different times: one that was lost at the edge of a gap of
 * one lane may have been on its way to the other a moment before that one joined.
 */
const EDGE_NS = 500_000_000n;

export class LaneCoverage {
  readonly #gaps: TimeWindow[] = [];
  readonly #open = new Set<unknown>();
  #firstOpen: bigint | null = null;
  #lastPacket: bigint | null = null;
  #last = 0n;
  /** Since when no link has been open; null while one is. */
  #downSince: bigint | null = 0n;

  /** Takes the lane's records in their order. */
  see(record: MergeRecord): void {
    const at = BigInt(record.arrival);
    // Written when the recording is finalised: it says nothing of reception.
    if (record.kind === 'gap-filled' || record.kind === 'segment') return;
    this.#last = at;
    if (record.kind === 'link') this.#link(record, at);
    else if (record.kind === 'gap') this.#gap(record);
    else if (mergeClass(record) === 'packet') this.#lastPacket = at;
  }

  /** The times in which this lane may have missed what the other lane then has. */
  away(): TimeWindow[] {
    if (this.#firstOpen === null) return [{ from: BEGINNING, to: FOREVER }];
    const windows = [
      { from: BEGINNING, to: this.#firstOpen },
      ...this.#gaps,
      // Without a word at the end the process died: what came after its last record is lost.
      { from: this.#downSince ?? this.#last, to: FOREVER },
    ];
    return windows.map(({ from, to }) => ({ from: from - EDGE_NS, to: to + EDGE_NS }));
  }

  #link(record: MergeRecord, at: bigint): void {
    const link = member(record, 'link');
    switch (member(record, 'event')) {
      case 'open':
        // The first link of a run replaces none; those of a run that died were never closed.
        if (member(record, 'replaces') === undefined) this.#open.clear();
        this.#open.add(link);
        this.#firstOpen ??= at;
        this.#downSince = null;
        return;
      case 'closed':
        this.#down(link, at);
        return;
      case 'lost':
        // When it was lost is known only afterwards; until its last packet it was well.
        this.#down(link, this.#lastPacket ?? this.#firstOpen ?? at);
        return;
      default:
    }
  }

  #down(link: unknown, since: bigint): void {
    this.#open.delete(link);
    if (this.#open.size === 0 && this.#downSince === null) this.#downSince = since;
  }

  #gap(record: MergeRecord): void {
    // It names packets, not a time in which this lane was away.
    if (member(record, 'reason') === 'counter') return;
    const from = member(record, 'from');
    const to = member(record, 'to');
    if (typeof from !== 'string' || typeof to !== 'string') return;
    this.#gaps.push({ from: BigInt(from), to: BigInt(to) });
  }
}
