/**
 * Short texts that come again and again (identities, topics), found by their bytes, so that reading a
 * line makes no new string. Bounded: what does not fit any more is made anew each time.
 */
import { isUtf8 } from 'node:buffer';
import { skipString } from './tokens.ts';

const MAX_ENTRIES = 4096;
const MAX_BYTES = 512;
/** A power of two. */
const BUCKETS = 8192;
/** Who makes texts that all fall into one bucket makes reading slow for nobody but himself. */
const MAX_IN_BUCKET = 8;

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

interface Entry {
  readonly hash: number;
  readonly bytes: Buffer;
  readonly text: string;
}

export class Interned {
  readonly #buckets: (Entry[] | null)[] = new Array<Entry[] | null>(BUCKETS).fill(null);
  #count = 0;
  /** Where the closing quote of the string is that `read` gave last. */
  end = 0;

  /**
   * The JSON string whose inside begins at `start`; sets `end`. Null when it is none in UTF-8 that ends
   * before `limit`.
   */
  read(bytes: Buffer, start: number, limit: number): string | null {
    let hash = 0;
    let at = start;
    for (; at < limit; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH || byte < SPACE) return this.#escaped(bytes, start, limit);
      hash = mixed(hash, byte);
    }
    return at < limit ? this.#find(bytes, start, at, hash) : null;
  }

  #escaped(bytes: Buffer, start: number, limit: number): string | null {
    const end = skipString(bytes, start, limit);
    if (end === -1) return null;
    let hash = 0;
    for (let at = start; at < end; at += 1) hash = mixed(hash, bytes[at] ?? 0);
    return this.#find(bytes, start, end, hash);
  }

  #find(bytes: Buffer, start: number, end: number, hash: number): string | null {
    this.end = end;
    const bucket = (hash ^ (hash >>> 13)) & (BUCKETS - 1);
    const entries = this.#buckets[bucket] ?? null;
    if (entries !== null) {
      for (const entry of entries) {
        if (entry.hash === hash && isSame(entry.bytes, bytes, start, end)) return entry.text;
      }
    }
    const text = unquoted(bytes, start, end);
    const fits = this.#count < MAX_ENTRIES && end - start <= MAX_BYTES;
    if (text !== null && fits && (entries === null || entries.length < MAX_IN_BUCKET)) {
      this.#count += 1;
      const entry = { hash, bytes: Buffer.from(bytes.subarray(start, end)), text };
      if (entries === null) this.#buckets[bucket] = [entry];
      else entries.push(entry);
    }
    return text;
  }
}

function mixed(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

function isSame(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = 0; at < known.length; at += 1) {
    if (known[at] !== bytes[start + at]) return false;
  }
  return true;
}

function unquoted(bytes: Buffer, start: number, end: number): string | null {
  if (!isUtf8(bytes.subarray(start, end))) return null;
  const parsed: unknown = JSON.parse(bytes.toString('utf8', start - 1, end + 1));
  return String(parsed);
}
