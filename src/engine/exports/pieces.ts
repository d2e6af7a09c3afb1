/**
 * A file of rows in pieces: an encoder makes them, in whichever thread; the file takes them in order. What
 * depends on the pieces before, the number of each row, is left to the file.
 */
import type { Bytes } from './bytes.ts';
import type { ChunkFacts } from './parquet/pages.ts';
import type { RowTaker } from './row-visitor.ts';

/** One line for each row, with room for its number at its beginning. */
export interface CsvPiece {
  readonly format: 'csv';
  readonly rows: number;
  /** Where the rows begin. */
  readonly starts: Uint32Array;
  /** How many bytes each number has room in. */
  readonly width: number;
}

/** The column chunks of a row group one after the other, but for that of the rows' numbers. */
export interface ParquetPiece {
  readonly format: 'parquet';
  readonly rows: number;
  readonly chunks: readonly PlacedChunk[];
}

export interface PlacedChunk {
  /** From the beginning of the piece; in a file, from its beginning. */
  readonly offset: number;
  readonly facts: ChunkFacts;
}

export type PieceFacts = CsvPiece | ParquetPiece;

export interface RowEncoder extends RowTaker {
  /** About how many rows there are before the next piece. */
  expect(rowsBefore: number): void;
  /** Whether what has gathered is enough for a piece. */
  readonly isFull: boolean;
  /**
   * What has gathered; null when there is nothing. A new piece begins.
   * @param spare The encoder's from now on, whatever is in it, unless there is nothing.
   */
  take(spare: Bytes): Taken | null;
}

export interface Taken {
  /** The caller's from now on. Those that were `spare`, or others. */
  readonly bytes: Bytes;
  readonly facts: PieceFacts;
}

export interface PieceFile {
  /** How many rows are in it. */
  readonly rows: number;
  /**
   * Adds a piece and numbers its rows. The bytes may be changed, and used again when it resolves.
   * @throws RecorderError disk-full, folder-unwritable, disk-failed
   */
  add(bytes: Buffer, facts: PieceFacts): Promise<void>;
}
