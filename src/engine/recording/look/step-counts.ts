/**
 * Counts over time in equal steps, bounded however long it goes on: when there are too many steps, two
 * become one. Begins with the steps of a segment's tally (index/format.ts).
 */
import { TALLY_SECONDS, type SegmentIndex } from '../reader/index/format.ts';

/** 4,096 × 5 s are more than five hours; a day has steps of 40 s. */
const MOST_STEPS = 4096;

export class StepCounts {
  readonly rows = new Map<string, Uint32Array>();
  /** Length of a step, in units of TALLY_SECONDS: a power of two. */
  #length = 1;
  /** The first step, counted from 1970 in the length of now. */
  #base: number | null = null;

  get stepSeconds(): number {
    return this.#length * TALLY_SECONDS;
  }

  /** Unix seconds of the first step's beginning; null while nothing was counted. */
  get from(): number | null {
    return this.#base === null ? null : this.#base * this.stepSeconds;
  }

  /** Unix seconds of the end of the last step with something in it; null while nothing was counted. */
  get until(): number | null {
    const { from } = this;
    if (from === null) return null;
    let last = 0;
    for (const row of this.rows.values()) {
      for (let place = row.length - 1; place > last; place -= 1) {
        if (row[place] !== 0) last = place;
      }
    }
    return from + (last + 1) * this.stepSeconds;
  }

  addTally({ tally, identities }: Pick<SegmentIndex, 'tally' | 'identities'>): void {
    for (const [place = -1, ...pairs] of tally) {
      const identity = identities[place] ?? '';
      for (let at = 0; at + 1 < pairs.length; at += 2) {
        this.#add(identity, pairs[at] ?? 0, pairs[at + 1] ?? 0);
      }
    }
  }

  copy(): StepCounts {
    const made = new StepCounts();
    made.#length = this.#length;
    made.#base = this.#base;
    for (const [identity, counts] of this.rows) made.rows.set(identity, counts.slice());
    return made;
  }

  #add(identity: string, step: number, count: number): void {
    this.#base ??= step;
    let place = this.#placeOf(step);
    while (place < 0 || place >= MOST_STEPS) {
      if (place < 0 && this.#shift(-place)) break;
      this.#coarsen();
      place = this.#placeOf(step);
    }
    const row = this.rows.get(identity) ?? new Uint32Array(MOST_STEPS);
    this.rows.set(identity, row);
    place = this.#placeOf(step);
    row[place] = (row[place] ?? 0) + count;
  }

  #placeOf(step: number): number {
    return Math.floor(step / this.#length) - (this.#base ?? 0);
  }

  /** For a clock that was set back: room before the first step, if the last ones are empty. */
  #shift(by: number): boolean {
    const isFree = [...this.rows.values()].every((row) =>
      row.subarray(Math.max(0, MOST_STEPS - by)).every((count) => count === 0),
    );
    if (!isFree || by >= MOST_STEPS) return false;
    for (const row of this.rows.values()) {
      row.copyWithin(by, 0);
      row.fill(0, 0, by);
    }
    this.#base = (this.#base ?? 0) - by;
    return true;
  }

  #coarsen(): void {
    const before = this.#base ?? 0;
    const base = Math.floor(before / 2);
    for (const [identity, row] of this.rows) {
      const half = new Uint32Array(MOST_STEPS);
      row.forEach((count, place) => {
        const to = Math.floor((before + place) / 2) - base;
        half[to] = (half[to] ?? 0) + count;
      });
      this.rows.set(identity, half);
    }
    this.#base = base;
    this.#length *= 2;
  }
}
