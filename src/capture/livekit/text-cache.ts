import { Buffer } from 'node:buffer';

const SLOTS = 256;
const LONGEST = 48;

/**
 * Decodes short texts that come again and again (sids, identities, topics) without making a new string
 * each time. One text per slot, the newest wins, so it never grows. Safe for any bytes: a known text is
 * used only when it is ASCII and equal byte for byte.
 */
export class TextCache {
  readonly #known = new Array<string>(SLOTS).fill('');

  /** The bytes from `start` up to, not including, `end` as UTF-8. A byte order mark is kept. */
  text(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return '';
    if (length > LONGEST) return decode(bytes, start, length);
    const slot = ((bytes[end - 1] ?? 0) + 31 * (bytes[end - 2] ?? 0) + length) % SLOTS;
    const known = this.#known[slot] ?? '';
    if (isSame(known, bytes, start, length)) return known;
    const text = decode(bytes, start, length);
    this.#known[slot] = text;
    return text;
  }
}

function decode(bytes: Uint8Array, start: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('utf8');
}

function isSame(text: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[start + at] ?? 0;
    if (byte >= 0x80 || byte !== text.charCodeAt(at)) return false;
  }
  return true;
}
