/**
 * What became of the gaps of two lanes: which records of the other lane fill each, and what stays
 * missing because neither lane has it (docs/data-format.md, "Lanes").
 */
import type {
  GapFilledRecord,
  GapSender,
  LaneName,
  StillMissing,
} from '../../../shared/records.ts';
import type { LaneCoverage } from './lane-coverage.ts';
import type { Missed } from './merge-lanes.ts';
import { member, type MergeRecord } from './merge-record.ts';
import { joined, NumberRanges, partsLeft, partsShared, type NumberRange } from './number-ranges.ts';
import { partsCovered } from './windows.ts';

/** A gap record of a lane. */
export interface LaneGap {
  readonly lane: LaneName;
  readonly record: number;
  /** An earlier finalising has dealt with it. */
  readonly settled: boolean;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly sid?: string | undefined;
  readonly firstMissing?: number | undefined;
  readonly lastMissing?: number | undefined;
}

/** What is known of a lane beside its records. */
export interface LaneFacts {
  readonly coverage: LaneCoverage;
  /** The last number of each sender that this lane has. */
  readonly lastNumbers: readonly GapSender[];
}

/** A packet reaches the two lanes at slightly different times. */
const EDGE_MS = 500;
/** A gap names at most so many ranges of records; of more, one range over all. */
export const MOST_RANGES = 1000;

interface Open {
  readonly gap: LaneGap;
  readonly records: NumberRanges;
  /** Of a `sequence` gap: the numbers that one of the lanes has. */
  readonly found: NumberRanges;
  count: number;
}

export class GapFilling {
  readonly #gaps: readonly Open[];

  /** @param gaps Those of both lanes. */
  constructor(gaps: readonly LaneGap[]) {
    this.#gaps = gaps.map((gap) => ({
      gap,
      records: new NumberRanges(MOST_RANGES),
      found: new NumberRanges(),
      count: 0,
    }));
  }

  /** Takes each packet that only one lane has. */
  missed(missed: Missed): void {
    for (const open of this.#gaps) {
      if (open.gap.lane !== missed.missedBy || !liesIn(missed, open.gap)) continue;
      open.records.add(missed.record);
      open.count += 1;
    }
  }

  /** Takes each record of the merged recording. */
  see(record: MergeRecord): void {
    const sequence = member(record, 'sequence');
    if (typeof sequence !== 'number') return;
    for (const { gap, found } of this.#gaps) {
      const { firstMissing = Infinity, lastMissing = 0 } = gap;
      if (sequence < firstMissing || sequence > lastMissing) continue;
      if (gap.sid === member(record, 'sid')) found.add(sequence);
    }
  }

  /** One `gap-filled` record for each gap of which something is not missing any more. */
  results(facts: Readonly<Record<LaneName, LaneFacts>>): GapFilledRecord[] {
    return this.#gaps.flatMap((open) => {
      if (open.gap.settled) return [];
      const by = open.gap.lane === 'a' ? 'b' : 'a';
      const missing = this.#missing(open, facts[by]);
      if (missing === null) return [];
      return [
        {
          kind: 'gap-filled',
          gap: { lane: open.gap.lane, record: open.gap.record },
          by,
          records: open.records.list().map(([first, last]) => [first, last]),
          count: open.count,
          missing,
        } satisfies GapFilledRecord,
      ];
    });
  }

  /** Null: all that the gap says. */
  #missing(open: Open, other: LaneFacts): StillMissing[] | null {
    const { gap } = open;
    if (gap.firstMissing !== undefined && gap.lastMissing !== undefined) {
      const whole: NumberRange = [gap.firstMissing, gap.lastMissing];
      const left = this.#numbersMissing(open, whole, other);
      const [first] = left;
      if (left.length === 1 && first?.[0] === whole[0] && first[1] === whole[1]) return null;
      return left.map(([firstMissing, lastMissing]) => ({ firstMissing, lastMissing }));
    }
    if (gap.from === undefined || gap.to === undefined) return null;
    const whole = { from: BigInt(gap.from), to: BigInt(gap.to) };
    const left = partsCovered(whole, other.coverage.away());
    const [first] = left;
    if (left.length === 1 && first?.from === whole.from && first.to === whole.to) return null;
    return left.map(({ from, to }) => ({ from: String(from), to: String(to) }));
  }

  /**
   * Numbers that neither lane has. One that the other lane passed over while it was receiving was not
   * sent to recorders; where it was not receiving, it has a gap of its own over that number.
   */
  #numbersMissing({ gap, found }: Open, whole: NumberRange, other: LaneFacts): NumberRange[] {
    const left = partsLeft(whole, found.list());
    const last = other.lastNumbers.find(({ sid }) => sid === gap.sid)?.last ?? 0;
    const doubtful: NumberRange[] = [[last, Number.MAX_SAFE_INTEGER]];
    for (const { gap: own } of this.#gaps) {
      if (own.lane === gap.lane || own.sid !== gap.sid) continue;
      if (own.firstMissing !== undefined && own.lastMissing !== undefined) {
        doubtful.push([own.firstMissing, own.lastMissing]);
      }
    }
    return partsShared(left, joined(doubtful));
  }
}

function liesIn(missed: Missed, gap: LaneGap): boolean {
  if (gap.firstMissing !== undefined && gap.lastMissing !== undefined) {
    const { sid, sequence } = missed;
    if (sid !== gap.sid || sequence === null) return false;
    return sequence >= gap.firstMissing && sequence <= gap.lastMissing;
  }
  if (gap.from === undefined || gap.to === undefined) return false;
  const { at } = missed;
  return at >= Number(gap.from) / 1e6 - EDGE_MS && at <= Number(gap.to) / 1e6 + EDGE_MS;
}
