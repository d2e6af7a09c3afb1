import { firstIndex } from '../../shared/first-index.ts';

/** Holes that are remembered for one sender; 4,096 is twice what a server replays to a new link. */
const MOST_HOLES = 4_096;

interface Hole {
  readonly from: number;
  readonly to: number;
}

/**
 * Which sequence numbers of one sender have come: all up to `highest` except the holes. Holes are normal
 * (packets for others use numbers up too) and may be filled when a server's replay and its live packets
 * mix. Bounded: of more than 4,096 holes (or as many as asked for) the oldest are forgotten; a number
 * from there counts as new again, because recording twice is a smaller evil than losing.
 */
export class SequenceSet {
  #highest: number;
  #holes: Hole[] = [];
  /** Below and at this number nothing is known any more. */
  #forgotten = 0;

  readonly #mostHoles: number;

  /** @param highest all numbers up to here have come already */
  constructor(highest = 0, mostHoles = MOST_HOLES) {
    this.#highest = highest;
    this.#mostHoles = mostHoles;
  }

  /** The highest number that has come; 0 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** Below and at this number nothing is known any more; 0: all is known. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Takes a number (1 to 2^53 - 2). False when it has come before. */
  add(sequence: number): boolean {
    const expected = this.#highest + 1;
    if (sequence >= expected) {
      if (sequence > expected) this.#remember({ from: expected, to: sequence - 1 });
      this.#highest = sequence;
      return true;
    }
    if (sequence <= this.#forgotten) return true;
    return this.#fill(sequence);
  }

  #remember(hole: Hole): void {
    this.#holes.push(hole);
    if (this.#holes.length > this.#mostHoles) this.#forgotten = this.#holes.shift()?.to ?? 0;
  }

  #fill(sequence: number): boolean {
    const index = this.#indexOf(sequence);
    const hole = this.#holes[index];
    if (hole === undefined || sequence < hole.from) return false;
    const rest: Hole[] = [];
    if (hole.from < sequence) rest.push({ from: hole.from, to: sequence - 1 });
    if (sequence < hole.to) rest.push({ from: sequence + 1, to: hole.to });
    this.#holes.splice(index, 1, ...rest);
    return true;
  }

  /** Index of the first hole that ends at or after the number. */
  #indexOf(sequence: number): number {
    const holes = this.#holes;
    return firstIndex(0, holes.length, (index) => (holes[index]?.to ?? Infinity) >= sequence);
  }
}
