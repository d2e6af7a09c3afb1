/** Parquet's mixture of runs and bit-packed groups, for definition levels and places in a dictionary. */
import type { Bytes } from '../bytes.ts';
import { varint } from './thrift.ts';

/** Groups are of eight values, and a shorter run is not worth its header. */
const GROUP = 8;

/** @param width Bits of a value, 1 to 24. */
export function appendHybrid(out: Bytes, values: Uint32Array, count: number, width: number): void {
  let packedFrom = 0;
  let at = 0;
  while (at < count) {
    const value = values[at];
    let end = at + 1;
    while (end < count && values[end] === value) end += 1;
    // Groups are whole: what the one before lacks is taken from the run.
    const lacking = (GROUP - ((at - packedFrom) % GROUP)) % GROUP;
    if (end - at - lacking >= GROUP) {
      const runFrom = at + lacking;
      appendPacked(out, values, packedFrom, runFrom, width);
      appendRun(out, value ?? 0, end - runFrom, width);
      packedFrom = end;
    }
    at = end;
  }
  appendPacked(out, values, packedFrom, count, width);
}

function appendRun(out: Bytes, value: number, length: number, width: number): void {
  varint(out, length * 2);
  for (let bits = 0; bits < width; bits += 8) out.byte((value >>> bits) & 0xff);
}

/** The last group is filled up with zeros. */
function appendPacked(
  out: Bytes,
  values: Uint32Array,
  from: number,
  to: number,
  width: number,
): void {
  if (from === to) return;
  const groups = Math.ceil((to - from) / GROUP);
  varint(out, groups * 2 + 1);
  out.reserve(groups * width);
  const target = out.buffer;
  let place = out.length;
  let bits = 0;
  let held = 0;
  for (let at = from; at < from + groups * GROUP; at += 1) {
    held |= (at < to ? (values[at] ?? 0) : 0) << bits;
    bits += width;
    while (bits >= 8) {
      target[place] = held & 0xff;
      place += 1;
      held >>>= 8;
      bits -= 8;
    }
  }
  out.length = place;
}

/** Bits that the numbers up to `highest` need, one at least. */
export function bitWidth(highest: number): number {
  return Math.max(1, 32 - Math.clz32(highest));
}
