/**
 * Builds the lines of one write: a growable buffer, the offset after each line, and when each arrived.
 * A line is given without its closing brace; its CRC-32 and the brace are added here (data-format.md).
 */
import { crc32 } from 'node:zlib';

const INITIAL_BYTES = 16 * 1024;
const CRC_TAIL_BYTES = ',"crc":"00000000"}\n'.length;
const CRC_HEAD = Buffer.from(',"crc":"');
const CRC_END = Buffer.from('"}\n');
const HEX = Buffer.from('0123456789abcdef');

export class LineBuffer {
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;
  readonly ends: number[] = [];
  /** Monotonic arrival of each line, in nanoseconds as far as a number holds them. */
  readonly arrivals: number[] = [];

  get length(): number {
    return this.#length;
  }

  get lines(): number {
    return this.ends.length;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** @param open The line up to its last member, without `}`. */
  add(open: string, monotonic: bigint): void {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    this.#reserve(open.length * 3 + CRC_TAIL_BYTES);
    const start = this.#length;
    const end = start + this.#bytes.write(open, start, 'utf8');
    let sum = crc32(this.#bytes.subarray(start, end));
    const bytes = this.#bytes;
    let at = end;
    for (; at < end + CRC_HEAD.length; at += 1) bytes[at] = CRC_HEAD[at - end] ?? 0;
    for (let digit = 7; digit >= 0; digit -= 1) {
      bytes[at + digit] = HEX[sum & 0xf] ?? 0;
      sum >>>= 4;
    }
    at += 8;
    for (let index = 0; index < CRC_END.length; index += 1) bytes[at + index] = CRC_END[index] ?? 0;
    this.#length = at + CRC_END.length;
    this.ends.push(this.#length);
    this.arrivals.push(Number(monotonic));
  }

  clear(): void {
    this.#length = 0;
    this.ends.length = 0;
    this.arrivals.length = 0;
    if (this.#bytes.length > 4 * 1024 * 1024) this.#bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
