/** When the messages of recordings arrived, read from the ends of their segments. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Holds several lines even of 64 kB payloads. */
const WINDOW_BYTES = 512 * 1024;

/** Milliseconds between the first and the last data packet of all these recordings. 0 when there is none. */
export function arrivalSpanMs(folders: readonly string[]): number {
  const ends = folders.flatMap(dataArrivals);
  if (ends.length === 0) return 0;
  const first = ends.reduce((a, b) => (a < b ? a : b));
  const last = ends.reduce((a, b) => (a > b ? a : b));
  return Number(last - first) / 1e6;
}

/** Arrivals (wall clock, ns) among which are those of the first and last data packet. */
function dataArrivals(folder: string): bigint[] {
  const segments = readdirSync(folder)
    .filter((name) => name.startsWith('messages-'))
    .sort();
  return segments.flatMap((segment) => {
    const fd = openSync(join(folder, segment), 'r');
    try {
      const { size } = fstatSync(fd);
      const head = linesAt(fd, 0, Math.min(size, WINDOW_BYTES));
      const tail = linesAt(fd, Math.max(0, size - WINDOW_BYTES), Math.min(size, WINDOW_BYTES));
      return [...head, ...tail].flatMap(arrivalOf);
    } finally {
      closeSync(fd);
    }
  });
}

function linesAt(fd: number, start: number, length: number): string[] {
  const bytes = Buffer.alloc(length);
  readSync(fd, bytes, 0, length, start);
  return bytes.toString('utf8').split('\n');
}

/** Empty for other records and for lines that the window cut off. */
function arrivalOf(line: string): bigint[] {
  const match = /^\{"record":\d+,"arrival":"(\d+)","monotonic":"\d+","kind":"data"/.exec(line);
  return match?.[1] === undefined ? [] : [BigInt(match[1])];
}
