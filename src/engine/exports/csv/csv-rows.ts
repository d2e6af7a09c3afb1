/** Messages as lines of CSV, one each; columns and quoting as docs/exports.md tells. */
import { appendText } from '../json-text.ts';
import type { ExportRow } from '../export-row.ts';
import type { RowEncoder, Taken } from '../pieces.ts';
import { isoSeconds, readStamp, stamp } from '../stamp.ts';
import { decimalPlaces, type Bytes } from '../bytes.ts';
import { CellCache, COMMA, csvCell, endRow, openQuoted, QUOTE } from './csv-cells.ts';
import type { CsvOptions } from './csv-columns.ts';
import { flattenJson } from './flatten.ts';

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const CARRIAGE_RETURN = 0x0d;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
const LETTER_Z = 0x5a;

export class CsvRows implements RowEncoder {
  #out: Bytes;
  readonly #enough: number;
  readonly #safe: boolean;
  readonly #paths: readonly string[];
  readonly #cells: CellCache;
  #second = -1;
  #secondText = Buffer.alloc(0);
  #starts = new Uint32Array(1024);
  #rows = 0;
  #width = 1;

  /**
   * @param out What the first piece is written into.
   * @param enough A piece is full with so many bytes.
   */
  constructor({ safe, paths }: CsvOptions, out: Bytes, enough: number) {
    this.#out = out;
    this.#enough = enough;
    this.#safe = safe;
    this.#paths = paths;
    this.#cells = new CellCache(safe);
  }

  get isFull(): boolean {
    return this.#out.length >= this.#enough;
  }

  expect(rowsBefore: number): void {
    this.#width = decimalPlaces(rowsBefore + 1);
  }

  take(spare: Bytes): Taken | null {
    if (this.#rows === 0) return null;
    const bytes = this.#out;
    const rows = this.#rows;
    this.#out = spare;
    this.#out.length = 0;
    this.#rows = 0;
    const starts = this.#starts.slice(0, rows);
    return { bytes, facts: { format: 'csv', rows, starts, width: this.#width } };
  }

  row(row: ExportRow): void {
    const out = this.#out;
    const { bytes } = row;
    out.reserve(256);
    this.#begin(out.length);
    out.length += this.#width;
    out.byte(COMMA);
    this.#time(out, row);
    out.byte(COMMA);
    out.copy(bytes, row.arrivalStart, row.arrivalEnd);
    out.byte(COMMA);
    out.copy(bytes, row.monotonicStart, row.monotonicEnd);
    out.byte(COMMA);
    this.#cells.append(out, row.lane);
    out.byte(COMMA);
    out.digits(row.record);
    out.byte(COMMA);
    this.#cells.append(out, row.kind);
    out.byte(COMMA);
    this.#cells.append(out, row.part);
    out.byte(COMMA);
    this.#cells.append(out, row.identity);
    out.byte(COMMA);
    this.#cells.append(out, row.sid);
    out.byte(COMMA);
    this.#cells.append(out, row.topic);
    out.byte(COMMA);
    if (row.reliable !== null) out.all(row.reliable ? TRUE : FALSE);
    out.byte(COMMA);
    if (row.sequence > 0) out.digits(row.sequence);
    out.byte(COMMA);
    this.#cells.append(out, row.encoding);
    out.byte(COMMA);
    this.#payload(out, row);
    if (this.#paths.length > 0) this.#flattened(out, row);
    endRow(out);
  }

  #begin(start: number): void {
    if (this.#rows === this.#starts.length) {
      const larger = new Uint32Array(this.#rows * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#starts[this.#rows] = start;
    this.#rows += 1;
  }

  #time(out: Bytes, { bytes, arrivalStart, arrivalEnd }: ExportRow): void {
    readStamp(bytes, arrivalStart, arrivalEnd);
    if (stamp.seconds !== this.#second) {
      this.#second = stamp.seconds;
      this.#secondText = Buffer.from(isoSeconds(stamp.seconds));
    }
    out.all(this.#secondText);
    out.byte(DOT);
    out.padded(stamp.nanos, 9);
    out.byte(LETTER_Z);
  }

  /** Always quoted, so that an empty payload is an empty text. */
  #payload(out: Bytes, { bytes, payloadStart, limit }: ExportRow): void {
    openQuoted(out, this.#safe, firstByte(bytes, payloadStart));
    appendText(out, bytes, payloadStart, limit, true);
    out.byte(QUOTE);
  }

  #flattened(out: Bytes, row: ExportRow): void {
    const values = row.encoding === 'utf-8' ? flattenJson(row.text()) : null;
    for (const path of this.#paths) {
      out.byte(COMMA);
      const value = values?.get(path);
      if (value !== undefined) out.all(csvCell(value, this.#safe));
    }
  }
}

/** Of the text whose inside begins there; base64 begins with no escape. */
function firstByte(bytes: Buffer, at: number): number {
  const byte = bytes[at] ?? 0;
  if (byte !== BACKSLASH) return byte;
  const escape = String.fromCharCode(bytes[at + 1] ?? 0);
  return escape === 't' ? 0x09 : escape === 'r' ? CARRIAGE_RETURN : 0;
}
