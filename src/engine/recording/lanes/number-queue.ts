import { firstIndex } from '../../../shared/first-index.ts';

/** Numbers of one sender that one lane has and the other has not, so far. */

/** One record that only one lane has so far. */
export interface Unmatched {
  readonly record: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Sender and number, when it has one. */
  readonly sid: string | null;
  readonly sequence: number | null;
}

const COMPACT_AT = 1024;

/**
 * Numbers of one sender, normally ascending and normally taken in the same order: three plain arrays
 * with a head, some 24 bytes an entry.
 */
export class NumberQueue {
  readonly sid: string;
  #numbers: number[] = [];
  #records: number[] = [];
  #times: number[] = [];
  #head = 0;

  constructor(sid: string) {
    this.sid = sid;
  }

  get size(): number {
    return this.#numbers.length - this.#head;
  }

  add(sequence: number, record: number, at: number): void {
    const last = this.#numbers.at(-1);
    const place =
      last === undefined || this.size === 0 || sequence > last
        ? this.#numbers.length
        : this.#indexOf(sequence);
    if (place === this.#numbers.length) {
      this.#numbers.push(sequence);
      this.#records.push(record);
      this.#times.push(at);
      return;
    }
    this.#numbers.splice(place, 0, sequence);
    this.#records.splice(place, 0, record);
    this.#times.splice(place, 0, at);
  }

  /** Takes the number out; false when it is not there. */
  take(sequence: number): boolean {
    const place = this.#indexOf(sequence);
    if (this.#numbers[place] !== sequence) return false;
    this.#remove(place);
    return true;
  }

  /** Takes out and hands over what is older than that (milliseconds since 1970). */
  evict(before: number, on: (unmatched: Unmatched) => void): void {
    for (let place = this.#head; place < this.#numbers.length;) {
      if ((this.#times[place] ?? Infinity) >= before) {
        place += 1;
        continue;
      }
      on({
        record: this.#records[place] ?? 0,
        at: this.#times[place] ?? 0,
        sid: this.sid,
        sequence: this.#numbers[place] ?? 0,
      });
      const atHead = place === this.#head;
      this.#remove(place);
      // What was removed at the head is skipped by the head; anything else moved up.
      if (atHead) place = this.#head;
    }
  }

  #remove(place: number): void {
    if (place !== this.#head) {
      this.#numbers.splice(place, 1);
      this.#records.splice(place, 1);
      this.#times.splice(place, 1);
      return;
    }
    this.#head += 1;
    if (this.#head < COMPACT_AT || this.#head * 2 < this.#numbers.length) return;
    this.#numbers = this.#numbers.slice(this.#head);
    this.#records = this.#records.slice(this.#head);
    this.#times = this.#times.slice(this.#head);
    this.#head = 0;
  }

  /** The first place, from the head on, whose number is not below that one. */
  #indexOf(sequence: number): number {
    const { length } = this.#numbers;
    return firstIndex(
      this.#head,
      length,
      (index) => (this.#numbers[index] ?? Infinity) >= sequence,
    );
  }
}
