/**
 * From bytes to a JSON string without making one: the payload of nearly every message is short text, and
 * decoding, escaping and encoding it again through strings was a third of the journal thread (measured).
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX = Buffer.from('0123456789abcdef');

/** The letter after the backslash; 0: the byte stands for itself; `u`: as \u00XX. */
const escapes = new Uint8Array(256);
escapes.fill(0x75, 0, 0x20);
for (const [byte, letter] of ['\bb', '\tt', '\nn', '\ff', '\rr', '""', '\\\\'].map((pair) => [
  pair.charCodeAt(0),
  pair.charCodeAt(1),
])) {
  if (byte !== undefined && letter !== undefined) escapes[byte] = letter;
}

/** The most bytes that so many can become, quotes included. */
export const mostJsonBytes = (bytes: number): number => bytes * 6 + 2;

/**
 * Writes the JSON string of the text that these bytes are in UTF-8: the same as `JSON.stringify` of the
 * decoded text, byte order marks kept. `target` must have room for `mostJsonBytes`.
 * @returns the offset after it; -1 when they are not UTF-8 (what was written so far is of no use)
 */
export function writeJsonText(
  target: Uint8Array,
  at: number,
  bytes: Uint8Array,
  from = 0,
  to = bytes.length,
): number {
  let out = at;
  let checked = from;
  target[out] = QUOTE;
  out += 1;
  for (let index = from; index < to; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte >= 0x80 && index >= checked) {
      const length = utf8Length(bytes, index, to);
      if (length === 0) return -1;
      checked = index + length;
    }
    const letter = escapes[byte] ?? 0;
    if (letter === 0) {
      target[out] = byte;
      out += 1;
      continue;
    }
    target[out] = BACKSLASH;
    target[out + 1] = letter;
    out += 2;
    if (letter !== 0x75) continue;
    target[out] = target[out + 1] = 0x30;
    target[out + 2] = HEX[byte >> 4] ?? 0;
    target[out + 3] = HEX[byte & 0xf] ?? 0;
    out += 4;
  }
  target[out] = QUOTE;
  return out + 1;
}

/**
 * Bytes of the character that begins here, 2 to 4; 0: no character of UTF-8 (Unicode, table 3-7). What is
 * not text mostly shows within a few bytes, for which a call of `isUtf8` with a view would cost too much.
 */
function utf8Length(bytes: Uint8Array, at: number, to: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > to) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let index = at + 2; index < at + length; index += 1) {
    if (((bytes[index] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}
