/** One counter of one sender: which of its numbers are missing, and when it began again. */

export interface CounterHole {
  readonly first: number;
  readonly last: number;
  /** Arrival of the number before it and of the one after it (wall clock, ns). */
  readonly from: bigint;
  readonly to: bigint;
}

interface OpenHole extends CounterHole {
  /** Milliseconds from when it is told. */
  readonly dueAt: number;
}

/** Lossy packets overtake each other; so long a hole may still be filled. */
const SETTLE_MS = 2_000;
/** A longer jump is no loss that anyone could have: the counter was set anew. */
const LONGEST_JUMP = 1_000_000;
/** Holes that were told, or are open, in which a late number is known again. */
const MOST_HOLES = 256;

export class CounterTrack {
  #highest: number;
  #highestAt: bigint;
  /** Where it stood before it seemed to begin again: a stray late number may have looked like that. */
  #before: { readonly highest: number; readonly at: bigint } | null = null;
  #open: OpenHole[] = [];
  #told: CounterHole[] = [];

  /** @param wall arrival, nanoseconds */
  constructor(first: number, wall: bigint) {
    this.#highest = first;
    this.#highestAt = wall;
  }

  /** @returns holes that nothing can fill any more, because the counter has begun again */
  take(number: number, wall: bigint, nowMs: number): readonly CounterHole[] {
    if (number === this.#highest) return [];
    const { highest: before, at } = this.#before ?? { highest: -1, at: 0n };
    if (number > this.#highest + 1 && before > this.#highest && isNear(number, before)) {
      // It was a stray number after all: it goes on where it stood.
      this.#highest = before;
      this.#highestAt = at;
    }
    if (number === this.#highest + 1) return this.#move(number, wall);
    if (number < this.#highest) return this.#fill(number) ? [] : this.#restart(number, wall);
    if (number - this.#highest > LONGEST_JUMP) return this.#restart(number, wall);
    const hole = { first: this.#highest + 1, last: number - 1, from: this.#highestAt, to: wall };
    this.#open.push({ ...hole, dueAt: nowMs + SETTLE_MS });
    this.#move(number, wall);
    return this.#open.length > MOST_HOLES ? this.#tell(this.#open.splice(0, MOST_HOLES / 2)) : [];
  }

  /** Holes that have had time to be filled; Infinity: all. */
  due(nowMs: number): readonly CounterHole[] {
    if (this.#open.length === 0) return [];
    const due = this.#open.filter((hole) => hole.dueAt <= nowMs);
    this.#open = this.#open.filter((hole) => hole.dueAt > nowMs);
    return this.#tell(due);
  }

  #move(number: number, wall: bigint): readonly CounterHole[] {
    if (this.#before !== null && number === this.#highest + 1) this.#before = null;
    this.#highest = number;
    this.#highestAt = wall;
    return [];
  }

  #restart(number: number, wall: bigint): readonly CounterHole[] {
    const left = this.#tell(this.#open);
    this.#open = [];
    this.#before = { highest: this.#highest, at: this.#highestAt };
    this.#highest = number;
    this.#highestAt = wall;
    return left;
  }

  #tell(holes: readonly CounterHole[]): readonly CounterHole[] {
    this.#told = [...this.#told, ...holes].slice(-MOST_HOLES);
    return holes;
  }

  /** False when the number is in no hole. One that was told already stays told. */
  #fill(number: number): boolean {
    const holds = ({ first, last }: CounterHole): boolean => number >= first && number <= last;
    const hole = this.#open.find(holds);
    if (hole === undefined) return this.#told.some(holds);
    const parts = [
      { ...hole, last: number - 1 },
      { ...hole, first: number + 1 },
    ].filter(({ first, last }) => first <= last);
    this.#open.splice(this.#open.indexOf(hole), 1, ...parts);
    return true;
  }
}

function isNear(number: number, before: number): boolean {
  return number > before && number - before <= LONGEST_JUMP;
}
