/**
 * Reads the members of a `data` line at their fixed places (docs/data-format.md, "A line"), which costs
 * a fraction of JSON.parse and a schema. The checksum shows that the line is as its recorder wrote it;
 * what is not at its usual place is refused here, and the caller parses the line in full.
 */
import { Interned } from './interned.ts';
import { Literal } from './literal.ts';
import { skipBase64, skipDigits, skipString, stringFacts, wholeNumber } from './tokens.ts';

const RECORD = new Literal('{"record":');
const ARRIVAL = new Literal(',"arrival":"');
const MONOTONIC = new Literal('","monotonic":"');
const KIND_LINK = new Literal('","kind":"data","link":');
const IDENTITY = new Literal(',"identity":"');
const SID = new Literal(',"sid":"');
const SEQUENCE = new Literal(',"sequence":');
const TOPIC = new Literal(',"topic":"');
const RELIABLE_TRUE = new Literal(',"reliable":true');
const RELIABLE_FALSE = new Literal(',"reliable":false');
const TEXT = new Literal(',"text":"');
const BASE64 = new Literal(',"base64":"');

const MAX_DECIMAL = 20;

export class DataLine {
  readonly kind = 'data';
  record = 0;
  /** Where the digits of the arrival lie. */
  arrivalStart = 0;
  arrivalEnd = 0;
  monotonicStart = 0;
  monotonicEnd = 0;
  /** Where the routing ends: `,"reliable":` follows. */
  routingEnd = 0;
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
  #bytes: Buffer = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);

  constructor(sizes: boolean) {
    this.sizes = sizes;
  }

  /** The same bytes, as words. Kept: many lines lie in one buffer. */
  viewOf(bytes: Buffer): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }
}

/**
 * Reads the line at `start` into `line`; false when it is not an ordinary `data` line.
 * @param mark Where `,"crc":"` begins, of a line whose checksum matches: 18 bytes follow.
 */
export function readDataLine(line: DataLine, bytes: Buffer, start: number, mark: number): boolean {
  const view = line.viewOf(bytes);
  const { interned } = line;
  let at = stamps(line, view, bytes, start, mark);
  if (at === -1) return false;
  line.identity = null;
  if (IDENTITY.isAt(view, at, mark)) {
    line.identity = interned.read(view, bytes, at + IDENTITY.length, mark);
    if (line.identity === null) return false;
    at = interned.end + 1;
  }
  line.sid = null;
  if (SID.isAt(view, at, mark)) {
    line.sid = interned.read(view, bytes, at + SID.length, mark);
    if (line.sid === null) return false;
    at = interned.end + 1;
  }
  line.sequence = 0;
  if (SEQUENCE.isAt(view, at, mark)) {
    const from = at + SEQUENCE.length;
    at = skipDigits(view, bytes, from);
    line.sequence = wholeNumber(bytes, from, at);
    if (line.sequence < 0) return false;
  }
  line.topic = null;
  if (TOPIC.isAt(view, at, mark)) {
    line.topic = interned.read(view, bytes, at + TOPIC.length, mark);
    if (line.topic === null) return false;
    at = interned.end + 1;
  }
  line.routingEnd = at;
  // What follows the routing matters to nobody who does not want sizes: the checksum covers it.
  return !line.sizes || payload(line, view, bytes, at, mark);
}

/** Record, arrival, monotonic, kind and link. @returns Where they end, or -1. */
function stamps(
  line: DataLine,
  view: DataView,
  bytes: Buffer,
  start: number,
  mark: number,
): number {
  if (!RECORD.isAt(view, start, mark)) return -1;
  const record = start + RECORD.length;
  let at = skipDigits(view, bytes, record);
  line.record = wholeNumber(bytes, record, at);
  if (line.record < 1 || !ARRIVAL.isAt(view, at, mark)) return -1;
  const arrival = at + ARRIVAL.length;
  at = skipDigits(view, bytes, arrival);
  if (!isDecimal(arrival, at) || !MONOTONIC.isAt(view, at, mark)) return -1;
  line.arrivalStart = arrival;
  line.arrivalEnd = at;
  const monotonic = at + MONOTONIC.length;
  at = skipDigits(view, bytes, monotonic);
  line.monotonicStart = monotonic;
  line.monotonicEnd = at;
  if (!isDecimal(monotonic, at) || !KIND_LINK.isAt(view, at, mark)) return -1;
  const link = at + KIND_LINK.length;
  at = skipDigits(view, bytes, link);
  return wholeNumber(bytes, link, at) < 0 ? -1 : at;
}

/** Where the payload of a line stands, as `readPayload` found it. One object for all lines. */
export const payloadPlace = {
  reliable: false,
  isText: true,
  /** Its first byte inside the quotes; it ends at the next quote that no backslash hides. */
  start: 0,
};

/**
 * Finds the payload of a line that `readDataLine` has read; false when it does not follow the routing at
 * once (a packet with an id, times, a nonce or destinations), which the caller parses in full.
 */
export function readPayload(line: DataLine, bytes: Buffer, mark: number): boolean {
  const view = line.viewOf(bytes);
  let at = line.routingEnd;
  payloadPlace.reliable = RELIABLE_TRUE.isAt(view, at, mark);
  if (payloadPlace.reliable) at += RELIABLE_TRUE.length;
  else if (RELIABLE_FALSE.isAt(view, at, mark)) at += RELIABLE_FALSE.length;
  else return false;
  payloadPlace.isText = TEXT.isAt(view, at, mark);
  if (payloadPlace.isText) payloadPlace.start = at + TEXT.length;
  else if (BASE64.isAt(view, at, mark)) payloadPlace.start = at + BASE64.length;
  else return false;
  return true;
}

function payload(
  line: DataLine,
  view: DataView,
  bytes: Buffer,
  start: number,
  mark: number,
): boolean {
  let at = start;
  if (RELIABLE_TRUE.isAt(view, at, mark)) at += RELIABLE_TRUE.length;
  else if (RELIABLE_FALSE.isAt(view, at, mark)) at += RELIABLE_FALSE.length;
  else return false;
  if (TEXT.isAt(view, at, mark)) {
    const from = at + TEXT.length;
    const to = skipString(bytes, from, mark);
    line.payloadBytes = to - from - stringFacts.extra;
    return to + 1 === mark;
  }
  if (!BASE64.isAt(view, at, mark)) return false;
  const from = at + BASE64.length;
  const to = skipBase64(bytes, from);
  if (to === -1 || to + 1 !== mark) return false;
  let padding = 0;
  while (padding < 2 && bytes[to - 1 - padding] === 0x3d) padding += 1;
  line.payloadBytes = ((to - from) / 4) * 3 - padding;
  return true;
}

function isDecimal(start: number, end: number): boolean {
  return end > start && end - start <= MAX_DECIMAL;
}
