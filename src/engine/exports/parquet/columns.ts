/** The columns of a Parquet file, by the types that exports have. Each gathers the pages of one row group. */
import { Bytes } from '../bytes.ts';
import { appendHybrid, bitWidth } from './hybrid.ts';
import { ChunkPages, encodings, Levels, type Chunk } from './pages.ts';
import type { ColumnHead } from './schema.ts';

const PAGE_BYTES = 1024 * 1024;

export interface Column {
  /** Bytes kept for the row group, and how many different values a dictionary has. */
  readonly size: number;
  readonly distinct: number;
  /** The chunk of this row group; a new one begins. */
  finish(): Chunk;
}

/** Texts or bytes that differ from row to row, or are not there. */
export class BytesColumn implements Column {
  readonly distinct = 0;
  readonly #pages = new ChunkPages();
  readonly #values = new Bytes(PAGE_BYTES + PAGE_BYTES / 4);
  readonly #levels = new Levels();

  get size(): number {
    return this.#pages.size + this.#values.length;
  }

  /** The value is what `write` appends. */
  push(write: (out: Bytes) => void): void {
    const values = this.#values;
    values.reserve(4);
    const lengthAt = values.length;
    values.length += 4;
    write(values);
    values.buffer.writeUInt32LE(values.length - lengthAt - 4, lengthAt);
    this.#levels.push(true);
    if (values.length >= PAGE_BYTES) this.#page();
  }

  pushNull(): void {
    this.#levels.push(false);
  }

  finish(): Chunk {
    if (this.#levels.count > 0) this.#page();
    return this.#pages.finish([encodings.plain, encodings.rle]);
  }

  #page(): void {
    this.#pages.data(this.#values.view(), this.#levels.count, encodings.plain, this.#levels);
    this.#values.length = 0;
    this.#levels.clear();
  }
}

/** Texts that come again and again: each stands once in a dictionary of the row group. */
export class DictionaryColumn implements Column {
  readonly #optional: boolean;
  readonly #pages = new ChunkPages();
  readonly #levels = new Levels();
  readonly #places = new Map<string, number>();
  readonly #dictionary = new Bytes();
  #ids = new Uint32Array(1024);
  #count = 0;
  #rows = 0;
  /** Many columns say the same row after row. */
  #lastText = '';
  #lastPlace = -1;

  constructor({ optional }: ColumnHead) {
    this.#optional = optional;
  }

  get size(): number {
    return this.#dictionary.length;
  }

  get distinct(): number {
    return this.#places.size;
  }

  push(text: string | null): void {
    this.#rows += 1;
    if (this.#optional) this.#levels.push(text !== null);
    if (text === null) return;
    if (this.#count === this.#ids.length) {
      const larger = new Uint32Array(this.#count * 2);
      larger.set(this.#ids);
      this.#ids = larger;
    }
    if (this.#lastPlace === -1 || text !== this.#lastText) {
      this.#lastPlace = this.#places.get(text) ?? this.#added(text);
      this.#lastText = text;
    }
    this.#ids[this.#count] = this.#lastPlace;
    this.#count += 1;
  }

  finish(): Chunk {
    const width = bitWidth(this.#places.size);
    this.#pages.dictionary(this.#dictionary, this.#places.size);
    const ids = new Bytes();
    ids.byte(width);
    appendHybrid(ids, this.#ids, this.#count, width);
    const levels = this.#optional ? this.#levels : null;
    this.#pages.data(ids.view(), this.#rows, encodings.dictionary, levels);
    this.#places.clear();
    this.#dictionary.length = 0;
    this.#levels.clear();
    this.#count = 0;
    this.#rows = 0;
    this.#lastPlace = -1;
    return this.#pages.finish([encodings.plain, encodings.rle, encodings.dictionary]);
  }

  #added(text: string): number {
    const place = this.#places.size;
    this.#places.set(text, place);
    const bytes = Buffer.from(text);
    const dictionary = this.#dictionary;
    dictionary.reserve(4);
    dictionary.buffer.writeUInt32LE(bytes.length, dictionary.length);
    dictionary.length += 4;
    dictionary.all(bytes);
    return place;
  }
}

/** Yes, no, or not there. */
export class BooleanColumn implements Column {
  readonly size = 0;
  readonly distinct = 0;
  readonly #pages = new ChunkPages();
  readonly #levels = new Levels();
  readonly #values = new Bytes();
  #bit = 0;

  push(value: boolean | null): void {
    this.#levels.push(value !== null);
    if (value === null) return;
    const values = this.#values;
    if (this.#bit === 0) values.byte(0);
    const last = values.length - 1;
    if (value) values.buffer[last] = (values.buffer[last] ?? 0) | (1 << this.#bit);
    this.#bit = (this.#bit + 1) % 8;
  }

  finish(): Chunk {
    if (this.#levels.count > 0) {
      this.#pages.data(this.#values.view(), this.#levels.count, encodings.plain, this.#levels);
    }
    this.#values.length = 0;
    this.#levels.clear();
    this.#bit = 0;
    return this.#pages.finish([encodings.plain, encodings.rle]);
  }
}
