/** Messages as Parquet, one row each; columns as docs/exports.md tells. */
import { appendBase64, appendText } from '../json-text.ts';
import type { Bytes } from '../bytes.ts';
import type { ExportRow } from '../export-row.ts';
import type { OutputFile } from '../output-file.ts';
import type { RowSink } from '../read-rows.ts';
import { readStamp, stamp } from '../stamp.ts';
import { BooleanColumn, BytesColumn, DictionaryColumn, type Column } from './columns.ts';
import { Int64Column } from './int64-column.ts';
import { Nanoseconds, setNumber } from './int64.ts';
import { ParquetFile } from './parquet-file.ts';

/** A row group ends after so many rows, bytes, or different values of one column. */
const GROUP_ROWS = 122_880;
const GROUP_BYTES = 64 * 1024 * 1024;
const GROUP_DISTINCT = 50_000;

export class ParquetSink implements RowSink {
  readonly #out: OutputFile;
  readonly #file: ParquetFile;
  readonly #all: readonly Column[];
  readonly #index: Int64Column;
  readonly #arrival: Int64Column;
  readonly #monotonic: Int64Column;
  readonly #lane: DictionaryColumn;
  readonly #record: Int64Column;
  readonly #kind: DictionaryColumn;
  readonly #part: DictionaryColumn;
  readonly #participant: DictionaryColumn;
  readonly #sid: DictionaryColumn;
  readonly #topic: DictionaryColumn;
  readonly #reliable: BooleanColumn;
  readonly #sequence: Int64Column;
  readonly #encoding: DictionaryColumn;
  readonly #text: BytesColumn;
  readonly #binary: BytesColumn;
  readonly #number = { high: 0, low: 0 };
  readonly #wall = new Nanoseconds();
  readonly #boot = new Nanoseconds();
  #rows = 0;
  #payload: ExportRow | null = null;

  constructor(out: OutputFile) {
    this.#out = out;
    this.#index = new Int64Column('index', 'int64', false);
    this.#arrival = new Int64Column('arrival', 'timestamp', false);
    this.#monotonic = new Int64Column('monotonic_ns', 'int64', false);
    this.#lane = new DictionaryColumn('lane', false);
    this.#record = new Int64Column('record', 'int64', false);
    this.#kind = new DictionaryColumn('kind', false);
    this.#part = new DictionaryColumn('part', true);
    this.#participant = new DictionaryColumn('participant', true);
    this.#sid = new DictionaryColumn('sid', true);
    this.#topic = new DictionaryColumn('topic', true);
    this.#reliable = new BooleanColumn('reliable');
    this.#sequence = new Int64Column('sequence', 'int64', true);
    this.#encoding = new DictionaryColumn('encoding', false);
    this.#text = new BytesColumn('text', 'text');
    this.#binary = new BytesColumn('binary', 'binary');
    this.#all = [
      ...[this.#index, this.#arrival, this.#monotonic, this.#lane, this.#record, this.#kind],
      ...[this.#part, this.#participant, this.#sid, this.#topic, this.#reliable, this.#sequence],
      ...[this.#encoding, this.#text, this.#binary],
    ];
    this.#file = new ParquetFile(out, this.#all);
  }

  row(row: ExportRow): void {
    this.#rows += 1;
    const { bytes } = row;
    const number = this.#number;
    this.#index.push(setNumber(number, row.index));
    readStamp(bytes, row.arrivalStart, row.arrivalEnd);
    this.#arrival.push(this.#wall.set(stamp.seconds, stamp.nanos));
    readStamp(bytes, row.monotonicStart, row.monotonicEnd);
    this.#monotonic.push(this.#boot.set(stamp.seconds, stamp.nanos));
    this.#lane.push(row.lane);
    this.#record.push(setNumber(number, row.record));
    this.#kind.push(row.kind);
    this.#part.push(row.part);
    this.#participant.push(row.identity);
    this.#sid.push(row.sid);
    this.#topic.push(row.topic);
    this.#reliable.push(row.reliable);
    if (row.sequence > 0) this.#sequence.push(setNumber(number, row.sequence));
    else this.#sequence.pushNull();
    const isBinary = row.encoding === 'base64';
    this.#encoding.push(isBinary ? 'binary' : row.encoding);
    this.#payload = row;
    if (isBinary) this.#binary.push(this.#writeBinary);
    else this.#binary.pushNull();
    if (isBinary || row.encoding === 'lost') this.#text.pushNull();
    else this.#text.push(this.#writeText);
  }

  async drain(): Promise<void> {
    const isFull =
      this.#rows >= GROUP_ROWS ||
      this.#all.reduce((sum, { size }) => sum + size, 0) >= GROUP_BYTES ||
      this.#all.some(({ distinct }) => distinct >= GROUP_DISTINCT);
    if (isFull) await this.#rowGroup();
    await this.#out.drain();
  }

  /** The last row group, and the end of the file. @param facts Stand in the file's metadata. */
  async end(facts: Readonly<Record<string, string>>): Promise<void> {
    if (this.#rows > 0) await this.#rowGroup();
    this.#file.footer(facts);
  }

  async #rowGroup(): Promise<void> {
    await this.#file.rowGroup(this.#rows);
    this.#rows = 0;
  }

  readonly #writeText = (out: Bytes): void => {
    const row = this.#payload;
    if (row !== null) appendText(out, row.bytes, row.payloadStart, row.limit, false);
  };

  readonly #writeBinary = (out: Bytes): void => {
    const row = this.#payload;
    if (row !== null) appendBase64(out, row.bytes, row.payloadStart);
  };
}
