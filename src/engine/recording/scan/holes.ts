/** Where records are missing from a lane: lines that cannot be read, and numbers that are not there. */
const MOST = 10_000;

export interface Hole {
  /** The segment in which it ends: that of the first readable record after it. */
  readonly file: string;
  /** Numbers of the records that are missing; null when no number is missing (a line too many). */
  readonly firstRecord: number | null;
  readonly lastRecord: number | null;
  /** Lines that are there and cannot be read. */
  readonly unreadable: number;
  /** Arrival of the last readable record before and of the first after it; null at the beginning. */
  readonly from: string | null;
  readonly to: string;
}

/** How many records are missing or cannot be read. */
export function holeCount(hole: Hole): number {
  const { firstRecord, lastRecord, unreadable } = hole;
  if (firstRecord === null || lastRecord === null) return unreadable;
  return Math.max(unreadable, lastRecord - firstRecord + 1);
}

/** Numbers of records that a `corrupt` gap record says are missing. */
export interface DeclaredRange {
  readonly first: number;
  readonly last: number;
}

/** Keeps the first ten thousand; a lane with more is damaged beyond a list. */
export class Holes {
  readonly list: Hole[] = [];
  readonly #declared: DeclaredRange[] = [];
  #more = 0;

  add(hole: Hole): void {
    if (this.list.length < MOST) this.list.push(hole);
    else this.#more += 1;
  }

  /** A gap record names records as missing: they are no problem any more, but a known gap. */
  declare(range: DeclaredRange): void {
    if (this.#declared.length < MOST) this.#declared.push(range);
  }

  isDeclared({ firstRecord, lastRecord, unreadable }: Hole): boolean {
    if (unreadable > 0 || firstRecord === null || lastRecord === null) return false;
    return this.#declared.some(({ first, last }) => first <= firstRecord && last >= lastRecord);
  }

  /** The number jumps that no gap record declares, in words. */
  problems(): string[] {
    const texts = this.list
      .filter((hole) => !this.isDeclared(hole) && holeCount(hole) > hole.unreadable)
      .map(({ file, firstRecord, lastRecord }) => {
        const which =
          firstRecord === lastRecord ? `${firstRecord}` : `${firstRecord} to ${lastRecord}`;
        return `${file}: record(s) ${which} missing`;
      });
    return this.#more === 0 ? texts : [...texts, `and ${this.#more} more holes`];
  }
}
