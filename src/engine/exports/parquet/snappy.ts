/**
 * Compresses in the Snappy format: a length, then literals and copies from at most 64 KiB before. Written
 * for speed, from the description of the format; other people's readers check it in the tests.
 */
import type { Bytes } from '../bytes.ts';
import { varint } from './thrift.ts';

/** Copies reach back so far, and places in a block fit into 16 bits. */
const BLOCK_BYTES = 65_536;
const TABLE_BITS = 14;
/** The last bytes of a block are literals: loading four bytes then needs no check. */
const MARGIN = 15;
const HASH_FACTOR = 0x1e35a7bd;
/** After so many misses in a row two bytes are stepped over at once, then three, and so on. */
const PATIENCE_BITS = 5;
const SHORT_LITERAL = 64;

/** Where in the block each hash was seen last. */
const seen = new Uint16Array(1 << TABLE_BITS);

/** Appends the compressed form of the first `length` bytes of `input` to `out`. */
export function snappyCompress(input: Buffer, length: number, out: Bytes): void {
  varint(out, length);
  // Incompressible input grows by three bytes a block and one in six in the worst case.
  out.reserve(64 + length + Math.ceil(length / 6));
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  for (let start = 0; start < length; start += BLOCK_BYTES) {
    compressBlock(input, view, start, Math.min(start + BLOCK_BYTES, length), out);
  }
}

function hashOf(word: number): number {
  return Math.imul(word, HASH_FACTOR) >>> (32 - TABLE_BITS);
}

function compressBlock(
  input: Buffer,
  view: DataView,
  start: number,
  end: number,
  out: Bytes,
): void {
  seen.fill(0);
  const last = end - MARGIN;
  let literal = start;
  let at = start + 1;
  let misses = 1 << PATIENCE_BITS;
  while (at <= last) {
    const word = view.getInt32(at, true);
    const hash = hashOf(word);
    const before = start + (seen[hash] ?? 0);
    seen[hash] = at - start;
    if (view.getInt32(before, true) !== word) {
      at += misses >> PATIENCE_BITS;
      misses += 1;
      continue;
    }
    misses = 1 << PATIENCE_BITS;
    if (literal < at) appendLiteral(input, literal, at, out);
    const matched = matchLength(input, view, before, at, end);
    appendCopy(at - before, matched, out);
    at += matched;
    literal = at;
    // What was stepped over is often what comes again next.
    if (at <= last) seen[hashOf(view.getInt32(at - 1, true))] = at - 1 - start;
  }
  if (literal < end) appendLiteral(input, literal, end, out);
}

/** How many bytes are the same at both places, four at least. */
function matchLength(
  input: Buffer,
  view: DataView,
  before: number,
  at: number,
  end: number,
): number {
  let length = 4;
  const words = end - at - 4;
  while (
    length <= words &&
    view.getInt32(before + length, true) === view.getInt32(at + length, true)
  ) {
    length += 4;
  }
  while (at + length < end && input[before + length] === input[at + length]) length += 1;
  return length;
}

function appendLiteral(input: Buffer, start: number, end: number, out: Bytes): void {
  const target = out.buffer;
  const size = end - start - 1;
  let to = out.length;
  if (size < 60) {
    target[to] = size << 2;
    to += 1;
  } else if (size < 256) {
    target[to] = 60 << 2;
    target[to + 1] = size;
    to += 2;
  } else {
    target[to] = 61 << 2;
    target[to + 1] = size & 0xff;
    target[to + 2] = size >> 8;
    to += 3;
  }
  if (size < SHORT_LITERAL) {
    for (let at = start; at < end; at += 1) {
      target[to] = input[at] ?? 0;
      to += 1;
    }
  } else {
    input.copy(target, to, start, end);
    to += end - start;
  }
  out.length = to;
}

function appendCopy(offset: number, length: number, out: Bytes): void {
  let rest = length;
  while (rest >= 68) {
    appendLongCopy(offset, 64, out);
    rest -= 64;
  }
  // What is left must be at least four.
  if (rest > 64) {
    appendLongCopy(offset, 60, out);
    rest -= 60;
  }
  if (rest >= 12 || offset >= 2048) {
    appendLongCopy(offset, rest, out);
    return;
  }
  const target = out.buffer;
  target[out.length] = 1 | ((rest - 4) << 2) | ((offset >> 8) << 5);
  target[out.length + 1] = offset & 0xff;
  out.length += 2;
}

function appendLongCopy(offset: number, length: number, out: Bytes): void {
  const target = out.buffer;
  target[out.length] = 2 | ((length - 1) << 2);
  target[out.length + 1] = offset & 0xff;
  target[out.length + 2] = offset >> 8;
  out.length += 3;
}
