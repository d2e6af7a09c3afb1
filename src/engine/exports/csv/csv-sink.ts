/** Messages as CSV, one row each; columns and quoting as docs/exports.md tells. */
import { appendText } from '../json-text.ts';
import type { ExportRow } from '../export-row.ts';
import type { OutputFile } from '../output-file.ts';
import type { RowSink } from '../read-rows.ts';
import { isoSeconds, readStamp, stamp } from '../stamp.ts';
import type { Bytes } from '../bytes.ts';
import { CellCache, COMMA, csvCell, openQuoted, QUOTE } from './csv-cells.ts';
import { flattenJson } from './flatten.ts';

const COLUMNS: readonly string[] = [
  ...['index', 'arrival', 'arrival_ns', 'monotonic_ns', 'lane', 'record', 'kind', 'part'],
  ...['participant', 'sid', 'topic', 'reliable', 'sequence', 'encoding', 'payload'],
];
const BYTE_ORDER_MARK = '\uFEFF';
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const CARRIAGE_RETURN = 0x0d;
const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
const LETTER_Z = 0x5a;

export interface CsvOptions {
  /** Whether cells that a spreadsheet would take for formulas get an apostrophe; begins with a byte order mark. */
  readonly safe: boolean;
  /** Paths of JSON payloads that are columns of their own, in order. */
  readonly paths: readonly string[];
}

export class CsvSink implements RowSink {
  readonly #out: OutputFile;
  readonly #safe: boolean;
  readonly #paths: readonly string[];
  readonly #cells: CellCache;
  #second = -1;
  #secondText = Buffer.alloc(0);

  constructor(out: OutputFile, { safe, paths }: CsvOptions) {
    this.#out = out;
    this.#safe = safe;
    this.#paths = paths;
    this.#cells = new CellCache(safe);
    if (safe) out.bytes.text(BYTE_ORDER_MARK);
    const names = [...COLUMNS, ...paths.map((path) => `payload.${path}`)];
    names.forEach((name, place) => {
      if (place > 0) out.bytes.byte(COMMA);
      out.bytes.all(csvCell(name, safe));
    });
    out.bytes.byte(CARRIAGE_RETURN);
    out.bytes.byte(NEWLINE);
  }

  row(row: ExportRow): void {
    const out = this.#out.bytes;
    const { bytes } = row;
    out.reserve(256);
    out.digits(row.index);
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
    out.byte(CARRIAGE_RETURN);
    out.byte(NEWLINE);
  }

  async drain(): Promise<void> {
    await this.#out.drain();
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
