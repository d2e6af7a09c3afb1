/** 64-bit numbers in two halves: no bigint for each row. */

export interface Int64 {
  /** Signed, 32 bits. */
  high: number;
  /** Unsigned, 32 bits. */
  low: number;
}

const WORD = 0x1_0000_0000;
const HALF = 0x1_0000;
const BILLION = 1_000_000_000;
const HIGHEST = 0x7fffffff;

/** @param value Not negative, at most 2^53. */
export function setNumber(target: Int64, value: number): Int64 {
  target.high = Math.floor(value / WORD);
  target.low = value % WORD;
  return target;
}

/** Nanoseconds in two halves; most rows are in the second of the row before, and cost an addition. */
export class Nanoseconds implements Int64 {
  high = 0;
  low = 0;
  #seconds = 0;
  /** Of the second's begin. */
  #high = 0;
  #low = 0;

  /** What is above the largest number becomes the largest number (the year 2262). */
  set(seconds: number, nanos: number): this {
    if (seconds !== this.#seconds) this.#begin(seconds);
    const low = this.#low + nanos;
    const carries = low >= WORD;
    this.low = carries ? low - WORD : low;
    this.high = carries ? this.#high + 1 : this.#high;
    if (this.high > HIGHEST) {
      this.high = HIGHEST;
      this.low = WORD - 1;
    }
    return this;
  }

  /** Each product is exact in a double: seconds = upper * 2^16 + lower. */
  #begin(seconds: number): void {
    const lower = (seconds % HALF) * BILLION;
    const upper = Math.floor(seconds / HALF) * BILLION;
    const low = (upper % HALF) * HALF + (lower % WORD);
    this.#seconds = seconds;
    this.#high = Math.floor(upper / HALF) + Math.floor(lower / WORD) + Math.floor(low / WORD);
    this.#low = low % WORD;
  }
}
