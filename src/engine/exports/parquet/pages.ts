/** The pages of one column chunk: compressed as they fill, kept until their row group is written. */
import { Bytes } from '../bytes.ts';
import { appendHybrid } from './hybrid.ts';
import { snappyCompress } from './snappy.ts';
import { writeStruct, type StructBody } from './thrift.ts';

/** Numbers of parquet.thrift. */
export const encodings = { plain: 0, rle: 3, dictionary: 8 } as const;
const PAGE_DATA = 0;
const PAGE_DICTIONARY = 2;

export interface ChunkFacts {
  /** Bytes of the dictionary page that comes first; 0 when there is none. */
  readonly dictionaryBytes: number;
  readonly encodings: readonly number[];
  /** Nulls included. */
  readonly values: number;
  readonly nulls: number;
  readonly uncompressed: number;
  readonly compressed: number;
  /** Smallest and largest value as they stand in pages, where they are known. */
  readonly bounds: { readonly min: Uint8Array; readonly max: Uint8Array } | null;
}

export interface Chunk {
  /** Heads and contents by turns. */
  readonly pages: readonly Buffer[];
  readonly facts: ChunkFacts;
}

interface Page {
  readonly header: StructBody;
  readonly type: number;
  readonly uncompressed: number;
  readonly packed: Buffer;
}

/** What pages are put together and compressed in; shared by all columns, used by one at a time. */
const body = new Bytes();
const compressed = new Bytes();

export class ChunkPages {
  #pages: Page[] = [];
  #size = 0;
  #values = 0;
  #nulls = 0;

  /** Bytes of the pages so far, which are compressed. */
  get size(): number {
    return this.#size;
  }

  dictionary(values: Bytes, count: number): void {
    body.length = 0;
    body.all(values.view());
    this.#add(PAGE_DICTIONARY, (fields) => {
      fields.struct(7, (header) => {
        header.i32(1, count);
        header.i32(2, encodings.plain);
      });
    });
  }

  /** @param levels Of an optional column, one for each value: 1 where it is there, 0 for null. */
  data(values: Uint8Array, count: number, encoding: number, levels: Levels | null): void {
    body.length = 0;
    if (levels !== null) {
      this.#nulls += levels.nulls;
      levels.append(body);
    }
    body.all(values);
    this.#values += count;
    this.#add(PAGE_DATA, (fields) => {
      fields.struct(5, (header) => {
        header.i32(1, count);
        header.i32(2, encoding);
        header.i32(3, encodings.rle);
        header.i32(4, encodings.rle);
      });
    });
  }

  /** Gives what there is and begins anew. */
  finish(used: readonly number[], bounds: ChunkFacts['bounds'] = null): Chunk {
    const { pages, values, nulls } = this.#begun();
    const written: Buffer[] = [];
    let uncompressed = 0;
    let dictionaryBytes = 0;
    for (const page of pages) {
      const { packed } = page;
      const head = headOf(page, packed.length);
      written.push(head, packed);
      uncompressed += head.length + page.uncompressed;
      if (page.type === PAGE_DICTIONARY) dictionaryBytes = head.length + packed.length;
    }
    const total = written.reduce((sum, { length }) => sum + length, 0);
    const sizes = { uncompressed, compressed: total, dictionaryBytes };
    return { pages: written, facts: { encodings: used, values, nulls, bounds, ...sizes } };
  }

  #begun(): { readonly pages: readonly Page[]; readonly values: number; readonly nulls: number } {
    const begun = { pages: this.#pages, values: this.#values, nulls: this.#nulls };
    this.#pages = [];
    this.#size = 0;
    this.#values = 0;
    this.#nulls = 0;
    return begun;
  }

  #add(type: number, header: StructBody): void {
    compressed.length = 0;
    snappyCompress(body.buffer, body.length, compressed);
    const packed = Buffer.from(compressed.view());
    this.#pages.push({ header, type, uncompressed: body.length, packed });
    this.#size += packed.length;
  }
}

function headOf({ header, type, uncompressed }: Page, packed: number): Buffer {
  const head = new Bytes(128);
  writeStruct(head, (fields) => {
    fields.i32(1, type);
    fields.i32(2, uncompressed);
    fields.i32(3, packed);
    header(fields);
  });
  return head.view();
}

/** Which values of a page are null. */
export class Levels {
  #levels = new Uint32Array(1024);
  count = 0;
  nulls = 0;

  push(isThere: boolean): void {
    if (this.count === this.#levels.length) {
      const larger = new Uint32Array(this.count * 2);
      larger.set(this.#levels);
      this.#levels = larger;
    }
    this.#levels[this.count] = isThere ? 1 : 0;
    this.count += 1;
    if (!isThere) this.nulls += 1;
  }

  /** Appends them with their length, as pages of the first version have them. */
  append(out: Bytes): void {
    const lengthAt = out.length;
    out.reserve(4);
    out.length += 4;
    appendHybrid(out, this.#levels, this.count, 1);
    out.buffer.writeUInt32LE(out.length - lengthAt - 4, lengthAt);
  }

  clear(): void {
    this.count = 0;
    this.nulls = 0;
  }
}
