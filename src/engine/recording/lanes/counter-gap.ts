/**
 * One gap that a counter in payloads left in a lane, and which of its numbers the other lane has
 * (docs/data-format.md, "Lanes").
 */
import { firstIndex } from '../../../shared/first-index.ts';
import type { LaneName, StillMissing } from '../../../shared/records.ts';
import { MOST_RANGES } from './gap-filling.ts';
import { joined, NumberRanges, partsLeft, type NumberRange } from './number-ranges.ts';

/** A gap record of reason `counter`, of a lane. */
export interface CounterGap {
  readonly lane: LaneName;
  /** The number of the gap record there. */
  readonly record: number;
  /** Arrival of the packets before and after; milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
  /** How many of the numbers did not come; undefined: none of them came. */
  readonly count: number | undefined;
}

/** What the other lane does for a gap. */
export interface CounterFill {
  readonly records: readonly NumberRange[];
  readonly count: number;
  readonly missing: StillMissing[];
}

/** A packet of that counter, in either lane. */
interface Occurrence {
  readonly number: number;
  readonly at: number;
  readonly record: number;
}

/** Of more parts that stay missing, one over all with their count: each becomes a gap in the manifest. */
const MOST_PARTS = 100;

export class OpenCounterGap {
  readonly gap: CounterGap;
  /** Numbers that the other lane has between the packets before and after, and their records. */
  readonly #filled = new NumberRanges();
  readonly #records = new NumberRanges(MOST_RANGES);
  #count = 0;
  #lastFilled = -1;
  /** What can be judged only when all is seen. */
  readonly #doubtful: Occurrence[] = [];
  readonly #own: Occurrence[] = [];
  #isSpoilt = false;

  constructor(gap: CounterGap) {
    this.gap = gap;
  }

  holds(number: number): boolean {
    return number >= this.gap.first && number <= this.gap.last;
  }

  /** How far from the gap a moment is, in milliseconds; 0: in it. */
  distance(at: number): number {
    return Math.max(0, this.gap.from - at, at - this.gap.to);
  }

  /** There is no memory left to judge it: it stays as it is. */
  spoil(): void {
    this.#isSpoilt = true;
  }

  /** Takes one of the numbers that the lane with the gap has itself. @returns how many are held */
  takeOwn(occurrence: Occurrence): number {
    this.#own.push(occurrence);
    return 1;
  }

  /** Takes one of the numbers that the other lane has. @returns how many more have to be held for it */
  takeOther(occurrence: Occurrence): number {
    if (this.gap.count !== undefined || this.distance(occurrence.at) > 0) {
      this.#doubtful.push(occurrence);
      return 1;
    }
    this.#fill(occurrence);
    const isNext = occurrence.number === this.#lastFilled + 1;
    this.#lastFilled = occurrence.number;
    return isNext ? 0 : 1;
  }

  /** Null: all that the gap says is missing. Once, when both lanes were seen. */
  result(): CounterFill | null {
    const came = this.#cameThere();
    if (this.#isSpoilt || came === null) return null;
    const own = timesOf(this.#own);
    for (const one of this.#doubtful) {
      // Nearer to the same number in the lane itself: that one is it, of a counter that began again.
      const nearest = distanceToNearest(one.at, own.get(one.number) ?? []);
      if (!came.has(one.number) && this.distance(one.at) <= nearest) this.#fill(one);
    }
    if (this.#count === 0) return null;
    const { first, last } = this.gap;
    const there = [...came].map((number): NumberRange => [number, number]);
    const left = partsLeft([first, last], joined([...there, ...this.#filled.list()]));
    return { records: this.#records.list(), count: this.#count, missing: missingOf(left) };
  }

  #fill({ number, record }: Occurrence): void {
    this.#filled.add(number);
    this.#records.add(record);
    this.#count += 1;
  }

  /**
   * Of a gap that stands for many: the numbers between them that came. The first ones that came are those,
   * from the gap on; null when they are not as many as the gap says.
   */
  #cameThere(): ReadonlySet<number> | null {
    const { from, first, last, count } = this.gap;
    if (count === undefined) return new Set();
    const came = new Set<number>();
    const expected = last - first + 1 - count;
    for (const { number, at } of [...this.#own].sort((a, b) => a.at - b.at)) {
      if (at >= from && came.size < expected) came.add(number);
    }
    return came.size === expected ? came : null;
  }
}

/** When each number came, ascending. */
function timesOf(occurrences: readonly Occurrence[]): ReadonlyMap<number, readonly number[]> {
  const times = new Map<number, number[]>();
  for (const { number, at } of [...occurrences].sort((a, b) => a.at - b.at)) {
    const known = times.get(number);
    if (known === undefined) times.set(number, [at]);
    else known.push(at);
  }
  return times;
}

/** Infinity where there is none. @param times ascending */
function distanceToNearest(at: number, times: readonly number[]): number {
  const after = firstIndex(0, times.length, (index) => (times[index] ?? Infinity) >= at);
  return Math.min((times[after] ?? Infinity) - at, at - (times[after - 1] ?? -Infinity));
}

function missingOf(left: readonly NumberRange[]): StillMissing[] {
  const [first] = left;
  const last = left.at(-1);
  if (left.length <= MOST_PARTS || first === undefined || last === undefined) {
    return left.map(([firstMissing, lastMissing]) => ({ firstMissing, lastMissing }));
  }
  const count = left.reduce((sum, part) => sum + part[1] - part[0] + 1, 0);
  return [{ firstMissing: first[0], lastMissing: last[1], count }];
}
