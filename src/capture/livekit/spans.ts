import { isUtf8 } from 'node:buffer';
import { TextCache } from './text-cache.ts';

const texts = new TextCache();

/** A stretch of a packet's bytes: `start` is the first, `end` the one after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The stretch as text; undefined stays undefined. A byte order mark is kept. */
export function readText(bytes: Uint8Array, span: Span | undefined): string | undefined {
  if (span === undefined) return undefined;
  return texts.text(bytes, span.start, span.end);
}

/** Whether the stretch is valid UTF-8, so that its text encodes to the same bytes again. */
export function isText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if ((bytes[at] ?? 0) >= 0x80) return isUtf8(bytes.subarray(start, end));
  }
  return true;
}

/** Whether two stretches of the same bytes hold the same; two absent ones do. */
export function sameBytes(bytes: Uint8Array, a: Span | undefined, b: Span | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const length = a.end - a.start;
  if (length !== b.end - b.start) return false;
  for (let at = 0; at < length; at += 1) {
    if (bytes[a.start + at] !== bytes[b.start + at]) return false;
  }
  return true;
}
