/** Where the lines of a piece of a segment end, and whether their checksums are right, in one number each. */
import { checkedEnd, NEWLINE } from '../lines.ts';

const WRONG = 0x8000_0000;
/** Guessed; the list grows. */
const LINE_BYTES = 128;

/** Pieces are smaller than 2 GiB, so that a bit is left to say that the checksum is wrong. */
export function lineEnds(bytes: Buffer): Uint32Array {
  let ends = new Uint32Array(Math.ceil(bytes.length / LINE_BYTES) + 16);
  let count = 0;
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    if (count === ends.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(ends);
      ends = larger;
    }
    ends[count] = checkedEnd(bytes, start, end) === -1 ? (end | WRONG) >>> 0 : end;
    count += 1;
    start = end + 1;
  }
  return ends.subarray(0, count);
}

/** The offset of the line's newline. */
export function endOf(checked: number): number {
  return checked & 0x7fff_ffff;
}

/** Whether the line's checksum is right. */
export function isWhole(checked: number): boolean {
  return checked < WRONG;
}
