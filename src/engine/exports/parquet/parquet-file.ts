/** A Parquet file: row groups one after the other, and at the end what says where everything is. */
import { RecorderError } from '../../../shared/errors.ts';
import { software } from '../../../shared/software.ts';
import { Bytes } from '../bytes.ts';
import type { OutputFile } from '../output-file.ts';
import type { PieceFacts, PieceFile, PlacedChunk } from '../pieces.ts';
import { setNumber } from './int64.ts';
import { Int64Column } from './int64-column.ts';
import { allHeads, INDEX_HEAD, type ColumnHead, type ColumnType } from './schema.ts';
import { writeStruct, type StructBody } from './thrift.ts';

const MAGIC = Buffer.from('PAR1');
const VERSION = 2;
const SNAPPY = 1;
const REQUIRED = 0;
const OPTIONAL = 1;
const CONVERTED_UTF8 = 0;
/** Numbers of parquet.thrift. */
const PHYSICAL: Readonly<Record<ColumnType, number>> = {
  boolean: 0,
  int64: 2,
  timestamp: 2,
  text: 6,
  binary: 6,
};

interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly PlacedChunk[];
}

const nothing: StructBody = () => undefined;

export class ParquetFile implements PieceFile {
  rows = 0;
  readonly #out: OutputFile;
  readonly #groups: RowGroup[] = [];
  readonly #index = new Int64Column(INDEX_HEAD);
  readonly #number = { high: 0, low: 0 };

  constructor(out: OutputFile) {
    this.#out = out;
    out.bytes.all(MAGIC);
  }

  /** Each piece is a row group. */
  async add(bytes: Buffer, facts: PieceFacts): Promise<void> {
    if (facts.format !== 'parquet') {
      throw new RecorderError('internal', 'a piece of another format');
    }
    const { rows } = facts;
    for (let row = 1; row <= rows; row += 1) {
      this.#index.push(setNumber(this.#number, this.rows + row));
    }
    this.rows += rows;
    const numbers = this.#index.finish();
    const first = { offset: this.#out.size, facts: numbers.facts };
    for (const page of numbers.pages) this.#out.bytes.all(page);
    const before = this.#out.size;
    await this.#out.write(bytes);
    const others = facts.chunks.map((chunk) => ({ ...chunk, offset: before + chunk.offset }));
    this.#groups.push({ rows, chunks: [first, ...others] });
  }

  /** @param facts For readers: names and texts that stand in the file's metadata. */
  footer(facts: Readonly<Record<string, string>>): void {
    const footer = new Bytes();
    writeStruct(footer, (file) => {
      file.i32(1, VERSION);
      file.structs(2, [rootElement(allHeads.length), ...allHeads.map(columnElement)]);
      file.i64(3, this.rows);
      file.structs(
        4,
        this.#groups.map((group) => this.#groupBody(group)),
      );
      file.structs(
        5,
        Object.entries(facts).map(([name, text]) => (pair) => {
          pair.text(1, name);
          pair.text(2, text);
        }),
      );
      file.text(6, `${software.name} ${software.version}`);
      // Without it readers do not believe the bounds of the chunks.
      file.structs(
        7,
        allHeads.map(() => (order) => {
          order.struct(1, nothing);
        }),
      );
    });
    const { bytes } = this.#out;
    bytes.all(footer.view());
    bytes.reserve(4);
    bytes.buffer.writeUInt32LE(footer.length, bytes.length);
    bytes.length += 4;
    bytes.all(MAGIC);
  }

  #groupBody({ rows, chunks }: RowGroup): StructBody {
    return (group) => {
      group.structs(
        1,
        chunks.map(({ offset, facts }, place) => (chunk) => {
          chunk.i64(2, 0);
          chunk.struct(3, (meta) => {
            const column = allHeads[place];
            if (column === undefined) return;
            meta.i32(1, PHYSICAL[column.type]);
            meta.i32s(2, facts.encodings);
            meta.texts(3, [column.name]);
            meta.i32(4, SNAPPY);
            meta.i64(5, facts.values);
            meta.i64(6, facts.uncompressed);
            meta.i64(7, facts.compressed);
            meta.i64(9, offset + facts.dictionaryBytes);
            if (facts.dictionaryBytes > 0) meta.i64(11, offset);
            meta.struct(12, (statistics) => {
              statistics.i64(3, facts.nulls);
              if (facts.bounds === null) return;
              statistics.binary(5, facts.bounds.max);
              statistics.binary(6, facts.bounds.min);
            });
          });
        }),
      );
      group.i64(
        2,
        chunks.reduce((sum, { facts }) => sum + facts.uncompressed, 0),
      );
      group.i64(3, rows);
    };
  }
}

const rootElement =
  (children: number): StructBody =>
  (element) => {
    element.text(4, 'schema');
    element.i32(5, children);
  };

const columnElement =
  ({ name, type, optional }: ColumnHead): StructBody =>
  (element) => {
    element.i32(1, PHYSICAL[type]);
    element.i32(3, optional ? OPTIONAL : REQUIRED);
    element.text(4, name);
    if (type === 'text') {
      element.i32(6, CONVERTED_UTF8);
      element.struct(10, (logical) => {
        logical.struct(1, nothing);
      });
    }
    if (type === 'timestamp') {
      element.struct(10, (logical) => {
        logical.struct(8, (timestamp) => {
          timestamp.bool(1, true);
          timestamp.struct(2, (unit) => {
            unit.struct(3, nothing);
          });
        });
      });
    }
  };
