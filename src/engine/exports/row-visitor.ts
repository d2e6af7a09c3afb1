/** Makes rows of the lines and records that a reader comes upon. */
import type { LaneName } from '../../shared/records.ts';
import type { AnyRecord } from '../recording/lines.ts';
import type { LineVisitor } from '../recording/reader/block-lines.ts';
import type { DataLine } from '../recording/scan/data-line.ts';
import { ExportRow } from './export-row.ts';
import { isStreamRow, type StreamWitness } from './open-streams.ts';

export interface RowTaker {
  /** Takes one row; keeps nothing of it. */
  row(row: ExportRow): void;
}

export class RowVisitor implements LineVisitor {
  /** How many rows were made. */
  rows = 0;
  readonly #row = new ExportRow();
  readonly #taker: RowTaker;
  readonly #streams: StreamWitness | null;

  /** @param streams Null where each packet of a stream is a row. */
  constructor(taker: RowTaker, streams: StreamWitness | null) {
    this.#taker = taker;
    this.#streams = streams;
  }

  data(line: DataLine, bytes: Buffer, start: number, mark: number): boolean {
    if (!this.#row.setLine(line, bytes, start, mark)) return false;
    this.rows += 1;
    this.#taker.row(this.#row);
    return true;
  }

  record(record: AnyRecord): void {
    this.take('a', record);
  }

  take(lane: LaneName, record: AnyRecord): void {
    if (this.#streams !== null && !isStreamRow(record, this.#streams)) return;
    this.#row.setRecord(lane, record);
    this.rows += 1;
    this.#taker.row(this.#row);
  }
}
