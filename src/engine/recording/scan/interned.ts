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
const ONES = 0x01010101;
const SPACES = 0x20202020;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;
const TOP_BITS = 0x80808080;

interface Entry {
  readonly hash: number;
  readonly length: number;
  readonly view: DataView;
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
   * @param view The same bytes; four more than `limit` at least.
   */
  read(view: DataView, bytes: Buffer, start: number, limit: number): string | null {
    let hash = 0;
    let at = start;
    while (at < limit) {
      const word = view.getInt32(at, true);
      if (hasSpecial(word)) break;
      hash = mixed(hash, word);
      at += 4;
    }
    for (; at < limit; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) return this.#find(view, bytes, start, at, hash);
      if (byte === BACKSLASH || byte < SPACE) return this.#escaped(view, bytes, start, limit);
      hash = mixed(hash, byte);
    }
    return null;
  }

  #escaped(view: DataView, bytes: Buffer, start: number, limit: number): string | null {
    const end = skipString(bytes, start, limit);
    if (end === -1) return null;
    let hash = 0;
    for (let at = start; at < end; at += 1) hash = mixed(hash, bytes[at] ?? 0);
    return this.#find(view, bytes, start, end, hash);
  }

  #find(view: DataView, bytes: Buffer, start: number, end: number, hash: number): string | null {
    this.end = end;
    const bucket = (hash ^ (hash >>> 16)) & (BUCKETS - 1);
    const entries = this.#buckets[bucket] ?? null;
    if (entries !== null) {
      for (const entry of entries) {
        if (entry.hash === hash && isSame(entry, view, start, end)) return entry.text;
      }
    }
    const text = unquoted(bytes, start, end);
    const fits = this.#count < MAX_ENTRIES && end - start <= MAX_BYTES;
    if (text !== null && fits && (entries === null || entries.length < MAX_IN_BUCKET)) {
      this.#count += 1;
      const own = new Uint8Array(bytes.subarray(start, end));
      const entry = { hash, length: own.length, view: new DataView(own.buffer), text };
      if (entries === null) this.#buckets[bucket] = [entry];
      else entries.push(entry);
    }
    return text;
  }
}

/** Whether one of the four bytes is a quote, a backslash or a control character; or, rarely, none. */
function hasSpecial(word: number): boolean {
  const quotes = word ^ QUOTES;
  const backslashes = word ^ BACKSLASHES;
  // The top bit of a byte is set by the subtraction where the byte was 0 (for spaces: below a space).
  const found =
    ((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes) | ((word - SPACES) & ~word);
  return (found & TOP_BITS) !== 0;
}

function mixed(hash: number, piece: number): number {
  const product = Math.imul(hash ^ piece, 0x9e3779b1);
  return product ^ (product >>> 15);
}

function isSame(known: Entry, view: DataView, start: number, end: number): boolean {
  const { length } = known;
  if (length !== end - start) return false;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    if (known.view.getInt32(at, true) !== view.getInt32(start + at, true)) return false;
  }
  for (; at < length; at += 1) {
    if (known.view.getUint8(at) !== view.getUint8(start + at)) return false;
  }
  return true;
}

function unquoted(bytes: Buffer, start: number, end: number): string | null {
  if (!isUtf8(bytes.subarray(start, end))) return null;
  const parsed: unknown = JSON.parse(bytes.toString('utf8', start - 1, end + 1));
  return String(parsed);
}
