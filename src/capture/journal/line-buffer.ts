/**
 * Builds the lines of one write, byte by byte: a growable buffer, the offset after each line, and when
 * each arrived. A line is begun, gets its members, and is ended with its CRC-32 (data-format.md).
 */
import { crc32 } from 'node:zlib';
import { base64Bytes, writeBase64 } from './base64-bytes.ts';
import { MOST_NANO_DIGITS, writeNanos } from './decimal-nanos.ts';
import { writeNumber } from './digits.ts';
import { mostJsonBytes, writeJsonText } from './json-bytes.ts';

const INITIAL_BYTES = 16 * 1024;
/** A burst must not hold its memory for ever. */
const KEPT_BYTES = 4 * 1024 * 1024;
const MOST_DIGITS = 16;
/** Shorter ones are copied here; for longer ones a call into native code pays. */
const SHORT = 64;

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const RECORD = ascii('{"record":');
const ARRIVAL = ascii(',"arrival":"');
const MONOTONIC = ascii('","monotonic":"');
const QUOTE = ascii('"');
const CRC = ascii(',"crc":"');
const LINE_END = ascii('"}\n');
const HEX = ascii('0123456789abcdef');
const HEAD_BYTES =
  RECORD.length + ARRIVAL.length + MONOTONIC.length + 1 + MOST_DIGITS + 2 * MOST_NANO_DIGITS;
const TAIL_BYTES = CRC.length + 8 + LINE_END.length;

/** Memory of its own, not a part of Node's pool: views of it begin at 0. */
const memoryOf = (bytes: number): Buffer => Buffer.allocUnsafeSlow(bytes);
const viewOf = ({ buffer, byteLength }: Buffer): DataView => new DataView(buffer, 0, byteLength);

export class LineBuffer {
  #bytes = memoryOf(INITIAL_BYTES);
  #view = viewOf(this.#bytes);
  #length = 0;
  #start = 0;
  readonly ends: number[] = [];
  /** Monotonic arrival of each line, in nanoseconds as far as a number holds them. */
  readonly arrivals: number[] = [];

  get lines(): number {
    return this.ends.length;
  }

  /** All whole lines. A view: valid until the next line begins. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.ends.at(-1) ?? 0);
  }

  /** Begins a line with its number alone; one that was begun and not ended is forgotten. */
  start(record: number): void {
    this.#length = this.#start = this.ends.at(-1) ?? 0;
    this.#reserve(HEAD_BYTES);
    this.#copy(RECORD);
    this.#length = writeNumber(this.#bytes, this.#length, record);
  }

  /** Begins a line with the members that every record has. */
  begin(record: number, wall: bigint, monotonic: bigint): void {
    this.start(record);
    const bytes = this.#bytes;
    this.#copy(ARRIVAL);
    this.#length = writeNanos(bytes, this.#length, wall);
    this.#copy(MONOTONIC);
    this.#length = writeNanos(bytes, this.#length, monotonic);
    this.#copy(QUOTE);
  }

  /** Where the line stands, for `rewind`. */
  get mark(): number {
    return this.#length;
  }

  /** Forgets what was added to the line since `mark`. */
  rewind(mark: number): void {
    this.#length = mark;
  }

  /** Adds bytes as they are. */
  raw(part: Uint8Array): void {
    this.#reserve(part.length);
    if (part.length <= SHORT) this.#copy(part);
    else {
      this.#bytes.set(part, this.#length);
      this.#length += part.length;
    }
  }

  /** Adds text as it is. */
  text(part: string): void {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    this.#reserve(part.length * 3);
    this.#length += this.#bytes.write(part, this.#length, 'utf8');
  }

  /** Adds a whole number from 0 to 2^53 - 1. */
  number(value: number): void {
    this.#reserve(MOST_DIGITS);
    this.#length = writeNumber(this.#bytes, this.#length, value);
  }

  /** Adds the JSON string of the text that these bytes are. False, and nothing added: they are none. */
  jsonText(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
    this.#reserve(mostJsonBytes(to - from));
    const end = writeJsonText(this.#bytes, this.#length, bytes, from, to);
    if (end === -1) return false;
    this.#length = end;
    return true;
  }

  /** Adds these bytes in base64, with quotes. */
  base64(bytes: Uint8Array, from = 0, to = bytes.length): void {
    this.#reserve(base64Bytes(to - from) + 2);
    this.#copy(QUOTE);
    this.#length = writeBase64(this.#view, this.#length, bytes, from, to);
    this.#copy(QUOTE);
  }

  /** Ends the line. @param monotonic its arrival */
  end(monotonic: bigint): void {
    this.#reserve(TAIL_BYTES);
    const bytes = this.#bytes;
    // A Buffer's `subarray` costs three times as much as this view; it is made for each line.
    const line = new Uint8Array(this.#view.buffer, this.#start, this.#length - this.#start);
    let sum = crc32(line);
    this.#copy(CRC);
    for (let digit = this.#length + 7; digit >= this.#length; digit -= 1) {
      bytes[digit] = HEX[sum & 0xf] ?? 0;
      sum >>>= 4;
    }
    this.#length += 8;
    this.#copy(LINE_END);
    this.ends.push(this.#length);
    this.arrivals.push(Number(monotonic));
  }

  clear(): void {
    this.#length = this.#start = 0;
    this.ends.length = 0;
    this.arrivals.length = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#use(memoryOf(INITIAL_BYTES));
  }

  #use(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** There must be room. */
  #copy(part: Uint8Array): void {
    const bytes = this.#bytes;
    const at = this.#length;
    const { length } = part;
    for (let index = 0; index < length; index += 1) bytes[at + index] = part[index] ?? 0;
    this.#length = at + length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = memoryOf(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#use(grown);
  }
}
