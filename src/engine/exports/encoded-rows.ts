/** Encodes in the thread that reads: two lanes, and recordings so small that no other is worth starting. */
import { Bytes } from './bytes.ts';
import type { ExportRow } from './export-row.ts';
import type { PieceFile, RowEncoder } from './pieces.ts';
import type { RowSink } from './read-rows.ts';

export class EncodedRows implements RowSink {
  readonly #encoder: RowEncoder;
  readonly #file: PieceFile;
  #spare = new Bytes();

  constructor(encoder: RowEncoder, file: PieceFile) {
    this.#encoder = encoder;
    this.#file = file;
  }

  row(row: ExportRow): void {
    this.#encoder.row(row);
  }

  async drain(): Promise<void> {
    if (this.#encoder.isFull) await this.end();
  }

  /** The last piece. */
  async end(): Promise<void> {
    const taken = this.#encoder.take(this.#spare);
    if (taken === null) return;
    await this.#file.add(taken.bytes.view(), taken.facts);
    this.#spare = taken.bytes;
    this.#encoder.expect(this.#file.rows);
  }
}
