/**
 * Reads the members of a `data` line at their fixed places (docs/data-format.md, "A line"), which costs
 * a tenth of JSON.parse and a schema. The checksum shows that the line is as its recorder wrote it; what
 * is not at its usual place is refused here, and the caller parses the line in full.
 */
import { Interned } from './interned.ts';
import { isDigit, matches, skipBase64, skipDigits, skipString, stringFacts } from './tokens.ts';

const RECORD = Buffer.from('{"record":');
const ARRIVAL = Buffer.from(',"arrival":"');
const MONOTONIC = Buffer.from('","monotonic":"');
const KIND_LINK = Buffer.from('","kind":"data","link":');
const IDENTITY = Buffer.from(',"identity":"');
const SID = Buffer.from(',"sid":"');
const SEQUENCE = Buffer.from(',"sequence":');
const TOPIC = Buffer.from(',"topic":"');
const RELIABLE = Buffer.from(',"reliable":');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const TEXT = Buffer.from(',"text":"');
const BASE64 = Buffer.from(',"base64":"');

const MAX_DECIMAL = 20;
const MAX_DIGITS = 15;

export class DataLine {
  readonly kind = 'data';
  record = 0;
  /** Where the digits of the arrival lie. */
  arrivalStart = 0;
  arrivalEnd = 0;
  identity: string | null = null;
  sid: string | null = null;
  /** 0 when the line has none. */
  sequence = 0;
  topic: string | null = null;
  /** Length of the payload itself; stays 0 where sizes are not wanted. */
  payloadBytes = 0;
  /** Whether to work out `payloadBytes`, which takes a look at every byte of the payload. */
  readonly sizes: boolean;

  readonly interned = new Interned();

  constructor(sizes: boolean) {
    this.sizes = sizes;
  }
}

/**
 * Reads the line at `start` into `line`; false when it is not an ordinary `data` line.
 * @param mark Where `,"crc":"` begins, of a line whose checksum matches.
 */
export function readDataLine(line: DataLine, bytes: Buffer, start: number, mark: number): boolean {
  let at = stamps(line, bytes, start);
  if (at === -1) return false;
  line.identity = null;
  if (matches(bytes, at, IDENTITY)) {
    const from = at + IDENTITY.length;
    const to = skipString(bytes, from);
    if (to === -1) return false;
    line.identity = line.interned.text(bytes, from, to);
    at = to + 1;
  }
  line.sid = null;
  if (matches(bytes, at, SID)) {
    const from = at + SID.length;
    const to = skipString(bytes, from);
    if (to === -1) return false;
    line.sid = line.interned.text(bytes, from, to);
    at = to + 1;
  }
  line.sequence = 0;
  if (matches(bytes, at, SEQUENCE)) {
    const from = at + SEQUENCE.length;
    at = skipDigits(bytes, from);
    line.sequence = wholeNumber(bytes, from, at);
    if (line.sequence < 0) return false;
  }
  line.topic = null;
  if (matches(bytes, at, TOPIC)) {
    const from = at + TOPIC.length;
    const to = skipString(bytes, from);
    if (to === -1) return false;
    line.topic = line.interned.text(bytes, from, to);
    at = to + 1;
  }
  // What follows the routing matters to nobody who does not want sizes: the checksum covers it.
  return !line.sizes || payload(line, bytes, at, mark);
}

/** Record, arrival, monotonic, kind and link. @returns Where they end, or -1. */
function stamps(line: DataLine, bytes: Buffer, start: number): number {
  if (!matches(bytes, start, RECORD)) return -1;
  const record = start + RECORD.length;
  let at = skipDigits(bytes, record);
  line.record = wholeNumber(bytes, record, at);
  if (line.record < 1 || !matches(bytes, at, ARRIVAL)) return -1;
  line.arrivalStart = at + ARRIVAL.length;
  at = skipDecimal(bytes, line.arrivalStart);
  line.arrivalEnd = at;
  if (at === -1 || !matches(bytes, at, MONOTONIC)) return -1;
  at = skipDecimal(bytes, at + MONOTONIC.length);
  if (at === -1 || !matches(bytes, at, KIND_LINK)) return -1;
  const link = at + KIND_LINK.length;
  at = skipDigits(bytes, link);
  return wholeNumber(bytes, link, at) < 0 ? -1 : at;
}

function payload(line: DataLine, bytes: Buffer, start: number, mark: number): boolean {
  let at = start + RELIABLE.length;
  if (!matches(bytes, start, RELIABLE)) return false;
  if (matches(bytes, at, TRUE)) at += TRUE.length;
  else if (matches(bytes, at, FALSE)) at += FALSE.length;
  else return false;
  if (matches(bytes, at, TEXT)) {
    const from = at + TEXT.length;
    const to = skipString(bytes, from);
    line.payloadBytes = to - from - stringFacts.extra;
    return to + 1 === mark;
  }
  if (!matches(bytes, at, BASE64)) return false;
  const from = at + BASE64.length;
  const to = skipBase64(bytes, from);
  if (to === -1 || to + 1 !== mark) return false;
  let padding = 0;
  while (padding < 2 && bytes[to - 1 - padding] === 0x3d) padding += 1;
  line.payloadBytes = ((to - from) / 4) * 3 - padding;
  return true;
}

function skipDecimal(bytes: Buffer, at: number): number {
  const end = skipDigits(bytes, at);
  return end > at && end - at <= MAX_DECIMAL ? end : -1;
}

/** A number of JSON without sign, fraction or leading zero; -1 when it is none, or too long. */
function wholeNumber(bytes: Buffer, start: number, end: number): number {
  if (end === start || end - start > MAX_DIGITS) return -1;
  if (bytes[start] === 0x30 && isDigit(bytes[start + 1])) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + (bytes[at] ?? 0) - 0x30;
  return value;
}
