/**
 * Nanoseconds as decimal digits, several times for each line. `String(bigint)` is a long division of
 * arbitrary precision; this takes seconds and rest apart in plain numbers, and seconds seldom change.
 */
const scratch = new BigInt64Array(1);
const halves = new Uint32Array(scratch.buffer);
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const [LOW, HIGH] = LITTLE_ENDIAN ? [0, 1] : [1, 0];

const BILLION = 1_000_000_000;
/** 000 to 999. */
const thousands = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));

/** Writes times of one clock; keeps the digits of the last second. */
export class DecimalNanos {
  #seconds = 0;
  #digits = '0';

  /** The same as `String(nanos)`. */
  text(nanos: bigint): string {
    scratch[0] = nanos;
    const high = halves[HIGH] ?? 0;
    const low = halves[LOW] ?? 0;
    // Negative, or so small that leading zeros would be wrong: never in practice.
    if (high >= 0x8000_0000 || nanos < 1_000_000_000n) return String(nanos);
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
    if (seconds !== this.#seconds) {
      this.#seconds = seconds;
      this.#digits = String(seconds);
    }
    return `${this.#digits}${three(Math.floor(rest / 1_000_000))}${three(Math.floor(rest / 1000) % 1000)}${three(rest % 1000)}`;
  }
}

function three(value: number): string {
  return thousands[value] ?? '';
}
