/** A CSV file of pieces: numbers the rows. */
import { RecorderError } from '../../../shared/errors.ts';
import { decimalPlaces, setDigits } from '../bytes.ts';
import type { OutputFile } from '../output-file.ts';
import type { CsvPiece, PieceFacts, PieceFile } from '../pieces.ts';
import { appendHeads, type CsvOptions } from './csv-columns.ts';

export class CsvFile implements PieceFile {
  rows = 0;
  readonly #out: OutputFile;

  constructor(out: OutputFile, options: CsvOptions) {
    this.#out = out;
    appendHeads(out.bytes, options);
  }

  async add(bytes: Buffer, facts: PieceFacts): Promise<void> {
    if (facts.format !== 'csv') throw new RecorderError('internal', 'a piece of another format');
    const first = this.rows + 1;
    this.rows += facts.rows;
    const fits = decimalPlaces(first) === facts.width && decimalPlaces(this.rows) === facts.width;
    if (!fits) {
      await this.#renumbered(bytes, facts, first);
      return;
    }
    const { rows, starts, width } = facts;
    for (let row = 0; row < rows; row += 1) setDigits(bytes, starts[row] ?? 0, width, first + row);
    await this.#out.write(bytes);
  }

  /** Where the numbers have not the length that was expected: each row is copied. */
  async #renumbered(
    bytes: Buffer,
    { rows, starts, width }: CsvPiece,
    first: number,
  ): Promise<void> {
    for (let row = 0; row < rows; row += 1) {
      const out = this.#out.bytes;
      out.digits(first + row);
      out.copy(bytes, (starts[row] ?? 0) + width, starts[row + 1] ?? bytes.length);
      await this.#out.drain();
    }
  }
}
