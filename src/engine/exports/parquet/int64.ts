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

/** Nanoseconds; what is above the largest number becomes the largest number (the year 2262). */
export function setNanoseconds(target: Int64, seconds: number, nanos: number): Int64 {
  // seconds = upper * 2^16 + lower, so that each product is exact in a double.
  const lower = (seconds % HALF) * BILLION + nanos;
  const upper = Math.floor(seconds / HALF) * BILLION;
  const low = (upper % HALF) * HALF + (lower % WORD);
  const high = Math.floor(upper / HALF) + Math.floor(lower / WORD) + Math.floor(low / WORD);
  target.high = Math.min(high, HIGHEST);
  target.low = high > HIGHEST ? WORD - 1 : low % WORD;
  return target;
}
