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

/** Keeps the first ten thousand; a lane with more is damaged beyond a list. */
export class Holes {
  readonly list: Hole[] = [];

  add(hole: Hole): void {
    if (this.list.length < MOST) this.list.push(hole);
  }
}
