/** Decimal digits straight into bytes: a line has a dozen numbers, and a string for each costs more. */
const ZERO = 0x30;

/** Writes a whole number from 0 to 2^53 - 1. @returns the offset after it */
export function writeNumber(target: Uint8Array, at: number, value: number): number {
  let size = 1;
  for (let bound = 10; bound <= value; bound *= 10) size += 1;
  let rest = value;
  let index = at + size - 1;
  for (; rest > 0x7fff_ffff; index -= 1) {
    const next = Math.floor(rest / 10);
    target[index] = ZERO + (rest - next * 10);
    rest = next;
  }
  // The usual ones fit into the processor's own integers.
  for (; index >= at; index -= 1) {
    const next = (rest / 10) | 0;
    target[index] = ZERO + (rest - next * 10);
    rest = next;
  }
  return at + size;
}

/** Writes exactly nine digits. @param value below 10^9 @returns the offset after them */
export function writeNineDigits(target: Uint8Array, at: number, value: number): number {
  let rest = value;
  for (let index = at + 8; index >= at; index -= 1) {
    const next = (rest / 10) | 0;
    target[index] = ZERO + (rest - next * 10);
    rest = next;
  }
  return at + 9;
}
