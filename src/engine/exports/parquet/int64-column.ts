/** A column of whole numbers, or of times in nanoseconds. */
import type { Column } from './columns.ts';
import type { Int64 } from './int64.ts';
import { ChunkPages, encodings, Levels, type Chunk } from './pages.ts';
import type { ColumnHead } from './schema.ts';

/** A page of a mebibyte. */
const PAGE_VALUES = 131_072;

export class Int64Column implements Column {
  readonly #optional: boolean;
  readonly distinct = 0;
  readonly #pages = new ChunkPages();
  /** Low and high halves by turns: little-endian, as every machine is that this runs on. */
  readonly #halves = new Uint32Array(2 * PAGE_VALUES);
  readonly #levels = new Levels();
  #values = 0;
  #rows = 0;
  #isEmpty = true;
  readonly #min = { high: 0, low: 0 };
  readonly #max = { high: 0, low: 0 };

  constructor({ optional }: ColumnHead) {
    this.#optional = optional;
  }

  get size(): number {
    return this.#pages.size + this.#values * 8;
  }

  push(value: Int64): void {
    const { high, low } = value;
    this.#halves[this.#values * 2] = low;
    this.#halves[this.#values * 2 + 1] = high;
    this.#values += 1;
    this.#rows += 1;
    if (this.#optional) this.#levels.push(true);
    this.#bound(high, low);
    if (this.#values === PAGE_VALUES) this.#page();
  }

  /** Only of an optional column. */
  pushNull(): void {
    this.#levels.push(false);
    this.#rows += 1;
  }

  finish(): Chunk {
    if (this.#rows > 0) this.#page();
    const bounds = this.#isEmpty ? null : { min: bytesOf(this.#min), max: bytesOf(this.#max) };
    this.#isEmpty = true;
    return this.#pages.finish([encodings.plain, encodings.rle], bounds);
  }

  #bound(high: number, low: number): void {
    const min = this.#min;
    const max = this.#max;
    if (this.#isEmpty || high < min.high || (high === min.high && low < min.low)) {
      min.high = high;
      min.low = low;
    }
    if (this.#isEmpty || high > max.high || (high === max.high && low > max.low)) {
      max.high = high;
      max.low = low;
    }
    this.#isEmpty = false;
  }

  #page(): void {
    const levels = this.#optional ? this.#levels : null;
    const bytes = Buffer.from(this.#halves.buffer, 0, this.#values * 8);
    this.#pages.data(bytes, this.#rows, encodings.plain, levels);
    this.#values = 0;
    this.#rows = 0;
    this.#levels.clear();
  }
}

function bytesOf({ high, low }: Int64): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(low, 0);
  bytes.writeInt32LE(high, 4);
  return bytes;
}
