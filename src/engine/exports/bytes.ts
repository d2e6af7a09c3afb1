/** Bytes that grow at their end. The hot paths of the exports write into it without any other object. */

const FIRST_BYTES = 64 * 1024;
const ZERO = 0x30;

/** Where the memory comes from. */
export type Allocate = (size: number) => Buffer;

export const ownMemory: Allocate = (size) => Buffer.allocUnsafeSlow(size);

/** Memory that other threads can be given to read. */
export const sharedMemory: Allocate = (size) => Buffer.from(new SharedArrayBuffer(size));

export class Bytes {
  buffer: Buffer;
  /** The same bytes, for words. */
  words: DataView;
  length = 0;
  readonly #allocate: Allocate;

  constructor(capacity: number = FIRST_BYTES, allocate: Allocate = ownMemory) {
    this.#allocate = allocate;
    this.buffer = allocate(capacity);
    this.words = wordsOf(this.buffer);
  }

  /** Makes room for so many bytes more. `buffer` may be another one afterwards. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.buffer.length) return;
    const larger = this.#allocate(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
    this.words = wordsOf(larger);
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length] = value;
    this.length += 1;
  }

  /** A copy of the bytes from `start` to `end` of another buffer. */
  copy(source: Uint8Array, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    const { buffer, length } = this;
    if (count > SHORT) buffer.set(source.subarray(start, end), length);
    else for (let at = 0; at < count; at += 1) buffer[length + at] = source[start + at] ?? 0;
    this.length = length + count;
  }

  all(source: Uint8Array): void {
    this.copy(source, 0, source.length);
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.buffer.write(text, this.length, 'utf8');
  }

  /** A whole number, not negative, as decimal digits. */
  digits(value: number): void {
    this.reserve(20);
    this.#places(value, decimalPlaces(value));
  }

  /** The last `places` digits of a number, with zeros before it. */
  padded(value: number, places: number): void {
    this.reserve(places);
    this.#places(value, places);
  }

  #places(value: number, places: number): void {
    setDigits(this.buffer, this.length, places, value);
    this.length += places;
  }

  /** What is in it, not copied: valid until it is written to again. */
  view(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  /** Empties it, and gives a large buffer back. */
  clear(): void {
    this.length = 0;
    if (this.buffer.length <= FIRST_BYTES) return;
    this.buffer = this.#allocate(FIRST_BYTES);
    this.words = wordsOf(this.buffer);
  }
}

/** How many decimal digits a whole number has that is not negative. */
export function decimalPlaces(value: number): number {
  let places = 1;
  for (let limit = 10; limit <= value; limit *= 10) places += 1;
  return places;
}

/** Writes the last `places` digits of a number to `start`. */
export function setDigits(target: Buffer, start: number, places: number, value: number): void {
  let rest = value;
  for (let at = start + places - 1; at >= start; at -= 1) {
    const tenth = Math.floor(rest / 10);
    target[at] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
}

export function wordsOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Above it a native copy is faster than a loop. */
const SHORT = 96;
