/** Tokens of JSON at known places of a buffer. Plain loops: calls into native code cost more. */

/** What the last `skipString` saw. One object for all, so that a line costs no allocation. */
export const stringFacts = {
  /** Bytes that the escapes take more than what they stand for takes in UTF-8. */
  extra: 0,
};

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const EQUALS = 0x3d;

const MAX_DIGITS = 15;

const HIGH_HALVES = 0xf0f0f0f0 | 0;
const THREES = 0x30303030;
const SIXES = 0x06060606;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Where the decimal digits that begin at `at` end. @param at Four bytes or more before the view's end. */
export function skipDigits(view: DataView, bytes: Buffer, at: number): number {
  let end = at;
  const last = bytes.length - 4;
  while (end <= last && areDigits(view.getInt32(end, true))) end += 4;
  while (isDigit(bytes[end])) end += 1;
  return end;
}

/** Whether all four bytes of a word are digits: their high halves are 3, and stay so with six added. */
function areDigits(word: number): boolean {
  return (word & HIGH_HALVES) === THREES && ((word + SIXES) & HIGH_HALVES) === THREES;
}

/**
 * The number whose digits lie there: one of JSON without sign, fraction or leading zero. -1 when it is
 * none, or longer than a number holds exactly.
 */
export function wholeNumber(bytes: Buffer, start: number, end: number): number {
  if (end === start || end - start > MAX_DIGITS) return -1;
  if (bytes[start] === 0x30 && end - start > 1) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + (bytes[at] ?? 0) - 0x30;
  return value;
}

/**
 * Where the closing quote of the string is whose inside begins at `at`; sets `stringFacts`. -1 when there
 * is none before `limit`, or before it what JSON does not allow in a string: an unknown escape, a control character.
 */
export function skipString(bytes: Buffer, at: number, limit: number): number {
  let extra = 0;
  for (let end = at; end < limit; end += 1) {
    const byte = bytes[end];
    if (byte === QUOTE) {
      stringFacts.extra = extra;
      return end;
    }
    if (byte !== BACKSLASH) {
      if (byte === undefined || byte < SPACE) return -1;
      continue;
    }
    const length = escapeLength(bytes, end);
    if (length === 0) return -1;
    extra += length - escapedBytes(bytes, end);
    end += length - 1;
  }
  return -1;
}

/** Length of the escape at `at`; 0 when JSON knows none such, or when it is half of a surrogate pair. */
function escapeLength(bytes: Buffer, at: number): number {
  switch (bytes[at + 1]) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 2;
    case 0x75: {
      const unit = hexUnit(bytes, at);
      // Pairs are written as UTF-8; who escapes them is left to the full parser.
      return unit === -1 || (unit >= 0xd800 && unit <= 0xdfff) ? 0 : 6;
    }
    default:
      return 0;
  }
}

/** How many bytes of UTF-8 the valid escape at `at` stands for. */
function escapedBytes(bytes: Buffer, at: number): number {
  if (bytes[at + 1] !== 0x75) return 1;
  const unit = hexUnit(bytes, at);
  if (unit < 0x80) return 1;
  return unit < 0x800 ? 2 : 3;
}

function hexUnit(bytes: Buffer, at: number): number {
  const digits = bytes.toString('latin1', at + 2, at + 6);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}

/** Where the closing quote of padded standard base64 is; -1 when it is not that. */
export function skipBase64(bytes: Buffer, at: number): number {
  const quote = bytes.indexOf(QUOTE, at);
  if (quote === -1 || (quote - at) % 4 !== 0) return -1;
  let end = at;
  while (end < quote && isBase64(bytes[end] ?? 0)) end += 1;
  let padding = 0;
  while (padding < 2 && end < quote && bytes[end] === EQUALS) {
    end += 1;
    padding += 1;
  }
  return end === quote ? quote : -1;
}

function isBase64(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2f
  );
}
