/** Messages as row groups of Parquet, one row each; columns as docs/exports.md tells. */
import { appendBase64, appendText } from '../json-text.ts';
import type { Bytes } from '../bytes.ts';
import type { ExportRow } from '../export-row.ts';
import type { PlacedChunk, RowEncoder, Taken } from '../pieces.ts';
import { readStamp, stamp } from '../stamp.ts';
import { BooleanColumn, BytesColumn, DictionaryColumn, type Column } from './columns.ts';
import { Int64Column } from './int64-column.ts';
import { Nanoseconds, setNumber } from './int64.ts';
import { heads } from './schema.ts';

/** A row group ends after so many rows, bytes as they are kept, or different values of one column. */
const GROUP_ROWS = 122_880;
const GROUP_BYTES = 10 * 1024 * 1024;
const GROUP_DISTINCT = 50_000;

export class ParquetRows implements RowEncoder {
  readonly #arrival = new Int64Column(heads.arrival);
  readonly #monotonic = new Int64Column(heads.monotonic);
  readonly #lane = new DictionaryColumn(heads.lane);
  readonly #record = new Int64Column(heads.record);
  readonly #kind = new DictionaryColumn(heads.kind);
  readonly #part = new DictionaryColumn(heads.part);
  readonly #participant = new DictionaryColumn(heads.participant);
  readonly #sid = new DictionaryColumn(heads.sid);
  readonly #topic = new DictionaryColumn(heads.topic);
  readonly #reliable = new BooleanColumn();
  readonly #sequence = new Int64Column(heads.sequence);
  readonly #encoding = new DictionaryColumn(heads.encoding);
  readonly #text = new BytesColumn();
  readonly #binary = new BytesColumn();
  /** In the order of `heads`. */
  readonly #all: readonly Column[] = [
    ...[this.#arrival, this.#monotonic, this.#lane, this.#record, this.#kind, this.#part],
    ...[this.#participant, this.#sid, this.#topic, this.#reliable, this.#sequence],
    ...[this.#encoding, this.#text, this.#binary],
  ];
  readonly #number = { high: 0, low: 0 };
  readonly #wall = new Nanoseconds();
  readonly #boot = new Nanoseconds();
  #rows = 0;
  #payload: ExportRow | null = null;

  /** Numbers take the same room whatever they are. */
  expect(): void {
    return;
  }

  row(row: ExportRow): void {
    this.#rows += 1;
    const { bytes } = row;
    const number = this.#number;
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

  get isFull(): boolean {
    return (
      this.#rows >= GROUP_ROWS ||
      this.#all.reduce((sum, { size }) => sum + size, 0) >= GROUP_BYTES ||
      this.#all.some(({ distinct }) => distinct >= GROUP_DISTINCT)
    );
  }

  take(spare: Bytes): Taken | null {
    const rows = this.#rows;
    if (rows === 0) return null;
    this.#rows = 0;
    spare.length = 0;
    const chunks: PlacedChunk[] = [];
    for (const column of this.#all) {
      const { pages, facts } = column.finish();
      chunks.push({ offset: spare.length, facts });
      for (const page of pages) spare.all(page);
    }
    return { bytes: spare, facts: { format: 'parquet', rows, chunks } };
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
