/** What is missing from a lane, as a reader finds it on its way. */
import type { LineWitness } from './block-lines.ts';

export type Missing =
  | {
      readonly what: 'records';
      /** The segment in which the next readable record stands. */
      readonly file: string;
      /** Numbers that are missing; null when none is (a line too many that cannot be read). */
      readonly firstRecord: number | null;
      readonly lastRecord: number | null;
      /** Lines that are there and cannot be read. */
      readonly unreadable: number;
      /** Arrival of the last record before and of the first after. */
      readonly from: string | null;
      readonly to: string;
    }
  /** Bytes at the end of a segment that are no record: torn, or being written at this moment. */
  | {
      readonly what: 'tail';
      readonly file: string;
      readonly offset: number;
      readonly bytes: number;
    };

/** Arrivals have at most so many (docs/data-format.md). */
const DIGITS = 20;

/** Follows the numbers of the records, segment by segment. */
export class MissingWatch implements LineWitness {
  readonly #report: (missing: Missing) => void;
  #file = '';
  #last = 0;
  /** Where the last valid line ends. */
  #end = 0;
  /** The digits of the last arrival: a string for each line would cost more than all else here. */
  readonly #lastArrival = Buffer.alloc(DIGITS);
  #lastDigits = 0;
  #unreadable = 0;

  constructor(report: (missing: Missing) => void) {
    this.#report = report;
  }

  enter(file: string): void {
    this.#file = file;
    this.#end = 0;
  }

  valid(record: number, bytes: Buffer, start: number, stop: number, end: number): void {
    this.#end = end;
    const due = this.#last + 1;
    if (record !== due || this.#unreadable > 0) {
      const missing = record > due;
      this.#report({
        what: 'records',
        file: this.#file,
        firstRecord: missing ? due : null,
        lastRecord: missing ? record - 1 : null,
        unreadable: this.#unreadable,
        from:
          this.#lastDigits === 0 ? null : this.#lastArrival.toString('latin1', 0, this.#lastDigits),
        to: bytes.toString('latin1', start, stop),
      });
      this.#unreadable = 0;
    }
    this.#last = record;
    this.#lastDigits = Math.min(stop - start, DIGITS);
    for (let at = 0; at < this.#lastDigits; at += 1) {
      this.#lastArrival[at] = bytes[start + at] ?? 0;
    }
  }

  unreadable(): void {
    this.#unreadable += 1;
  }

  /** The segment is read to its end. */
  leave(size: number): void {
    const offset = this.#end;
    this.#unreadable = 0;
    if (offset < size) {
      this.#report({ what: 'tail', file: this.#file, offset, bytes: size - offset });
    }
  }
}
