/**
 * Raw deflate (RFC 1951), decoded bit by bit: slow, plain, and without zlib, so that it can be held
 * against it. Refuses what zlib refuses: incomplete and over-full codes, distances before the beginning.
 */
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const LENGTH_EXTRA = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const ORDER_OF_LENGTHS = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

class Refused extends Error {}
class TooLarge extends Error {}

/** Null: no whole deflate stream. What follows it is ignored. */
export function plainInflate(bytes: Uint8Array, limit: number): Uint8Array | 'too-large' | null {
  const out: number[] = [];
  const bits = new Bits(bytes);
  try {
    for (let last = false; !last;) {
      last = bits.take(1) === 1;
      block(bits.take(2), bits, out, limit);
    }
    return Uint8Array.from(out);
  } catch (error) {
    if (error instanceof TooLarge) return 'too-large';
    if (error instanceof Refused) return null;
    throw error;
  }
}

class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, this.#at += 1) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) throw new Refused();
      value |= ((byte >> (this.#at & 7)) & 1) << bit;
    }
    return value;
  }

  toByte(): void {
    this.#at = (this.#at + 7) & ~7;
  }
}

/** A code, as the number of symbols of each length and the symbols in their order. */
class Code {
  readonly #counts = new Array<number>(16).fill(0);
  readonly #symbols: number[];
  /** Codes that are left over; below 0: more than there can be. */
  readonly left: number;

  constructor(lengths: readonly number[]) {
    for (const length of lengths) this.#counts[length] = (this.#counts[length] ?? 0) + 1;
    let left = 1;
    for (let length = 1; length <= 15; length += 1) {
      left = left * 2 - (this.#counts[length] ?? 0);
      if (left < 0) break;
    }
    this.left = left;
    this.#symbols = lengths
      .map((length, symbol) => ({ length, symbol }))
      .filter(({ length }) => length > 0)
      .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
      .map(({ symbol }) => symbol);
  }

  /** Symbols that have a code. */
  get size(): number {
    return this.#symbols.length;
  }

  /** Whether every code is that one of length 1. */
  get single(): boolean {
    return this.size === 1 && this.#counts[1] === 1;
  }

  read(bits: Bits): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= 15; length += 1) {
      code |= bits.take(1);
      const count = this.#counts[length] ?? 0;
      if (code - count < first) return this.#symbols[index + code - first] ?? refuse();
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return refuse();
  }
}

function refuse(): never {
  throw new Refused();
}

function block(type: number, bits: Bits, out: number[], limit: number): void {
  if (type === 0) stored(bits, out, limit);
  else if (type === 1) coded(bits, fixedLiterals, fixedDistances, out, limit);
  else if (type === 2) dynamic(bits, out, limit);
  else refuse();
}

function stored(bits: Bits, out: number[], limit: number): void {
  bits.toByte();
  const length = bits.take(16);
  if (bits.take(16) !== (~length & 0xffff)) refuse();
  for (let count = 0; count < length; count += 1) push(out, bits.take(8), limit);
}

const fixedLiterals = new Code(
  Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8)),
);
const fixedDistances = new Code(new Array<number>(30).fill(5));

function dynamic(bits: Bits, out: number[], limit: number): void {
  const literals = bits.take(5) + 257;
  const distances = bits.take(5) + 1;
  const lengthCodes = bits.take(4) + 4;
  if (literals > 286 || distances > 30) refuse();
  const lengths = new Array<number>(19).fill(0);
  for (const place of ORDER_OF_LENGTHS.slice(0, lengthCodes)) lengths[place] = bits.take(3);
  const lengthCode = new Code(lengths);
  if (lengthCode.left !== 0) refuse();
  const all = readLengths(bits, lengthCode, literals + distances);
  // Without a code for the end the block could not end.
  if (all[256] === 0) refuse();
  const literal = new Code(all.slice(0, literals));
  const distance = new Code(all.slice(literals));
  // Incomplete only as zlib has it: one code of one bit, or no distances at all.
  if (literal.left !== 0 && (literal.left < 0 || !literal.single)) refuse();
  if (distance.left !== 0 && (distance.left < 0 || !(distance.single || distance.size === 0))) {
    refuse();
  }
  coded(bits, literal, distance, out, limit);
}

function readLengths(bits: Bits, code: Code, count: number): number[] {
  const lengths: number[] = [];
  while (lengths.length < count) {
    const symbol = code.read(bits);
    if (symbol < 16) lengths.push(symbol);
    else {
      if (symbol === 16 && lengths.length === 0) refuse();
      const repeated = symbol === 16 ? (lengths.at(-1) ?? 0) : 0;
      const times =
        symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
      if (lengths.length + times > count) refuse();
      for (let n = 0; n < times; n += 1) lengths.push(repeated);
    }
  }
  return lengths;
}

function coded(bits: Bits, literal: Code, distance: Code, out: number[], limit: number): void {
  for (;;) {
    const symbol = literal.read(bits);
    if (symbol === 256) return;
    if (symbol < 256) {
      push(out, symbol, limit);
      continue;
    }
    const length = extended(bits, symbol - 257, LENGTH_BASE, LENGTH_EXTRA);
    const back = extended(bits, distance.read(bits), DISTANCE_BASE, DISTANCE_EXTRA);
    if (back > out.length) refuse();
    for (let n = 0; n < length; n += 1) push(out, out[out.length - back] ?? 0, limit);
  }
}

function extended(
  bits: Bits,
  index: number,
  base: readonly number[],
  extra: readonly number[],
): number {
  const from = base[index];
  if (from === undefined) return refuse();
  return from + bits.take(extra[index] ?? 0);
}

function push(out: number[], byte: number, limit: number): void {
  if (out.length >= limit) throw new TooLarge();
  out.push(byte);
}
