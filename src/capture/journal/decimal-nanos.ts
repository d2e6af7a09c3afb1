/**
 * Nanoseconds as decimal digits, twice for each line. `String(bigint)` is a long division of arbitrary
 * precision; this takes seconds and rest apart in plain numbers.
 */
import { writeNineDigits, writeNumber } from './digits.ts';

const scratch = new BigInt64Array(1);
const halves = new Uint32Array(scratch.buffer);
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const [LOW, HIGH] = LITTLE_ENDIAN ? [0, 1] : [1, 0];

const BILLION = 1_000_000_000;

/** The most digits that one takes. */
export const MOST_NANO_DIGITS = 20;

/** Writes the same digits as `String(nanos)`. @returns the offset after them */
export function writeNanos(target: Uint8Array, at: number, nanos: bigint): number {
  scratch[0] = nanos;
  const high = halves[HIGH] ?? 0;
  const low = halves[LOW] ?? 0;
  // Negative, or so small that leading zeros would be wrong: only in the first second of a computer.
  if (high >= 0x8000_0000 || (high === 0 && low < BILLION)) return writeSlowly(target, at, nanos);
  // Long division by 10^9 in steps of 16 bits: every intermediate value stays far below 2^53.
  let rest = high % BILLION;
  let seconds = Math.floor(high / BILLION);
  const upper = rest * 0x1_0000 + (low >>> 16);
  const upperQuotient = Math.floor(upper / BILLION);
  rest = upper - upperQuotient * BILLION;
  const lower = rest * 0x1_0000 + (low & 0xffff);
  const lowerQuotient = Math.floor(lower / BILLION);
  rest = lower - lowerQuotient * BILLION;
  seconds = (seconds * 0x1_0000 + upperQuotient) * 0x1_0000 + lowerQuotient;
  return writeNineDigits(target, writeNumber(target, at, seconds), rest);
}

function writeSlowly(target: Uint8Array, at: number, nanos: bigint): number {
  const digits = String(nanos);
  for (let index = 0; index < digits.length; index += 1) {
    target[at + index] = digits.charCodeAt(index);
  }
  return at + digits.length;
}
