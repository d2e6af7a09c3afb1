/** Which encoder a file of rows wants, in a form that threads can be handed. */
import { z } from 'zod';
import { Bytes, type Allocate } from './bytes.ts';
import { csvOptionsSchema } from './csv/csv-columns.ts';
import { CsvRows } from './csv/csv-rows.ts';
import { ParquetRows } from './parquet/parquet-rows.ts';
import type { RowEncoder } from './pieces.ts';

export const encoderSetupSchema = z.discriminatedUnion('format', [
  z.object({ format: z.literal('csv'), options: csvOptionsSchema }),
  z.object({ format: z.literal('parquet') }),
]);
export type EncoderSetup = z.infer<typeof encoderSetupSchema>;

const MEBIBYTE = 1024 * 1024;
/** So many bytes of lines are a thread's next work. Small, so that little waits for its turn in the file. */
const CSV_PART_BYTES = 4 * MEBIBYTE;
/** A row group comes from one part, so parts are large; of short recordings smaller, so that two threads have work. */
const PARQUET_PARTS = 8;
const PARQUET_LEAST_BYTES = 16 * MEBIBYTE;
const PARQUET_MOST_BYTES = 48 * MEBIBYTE;
/** More than most pieces need: memory that is not touched costs nothing. */
const PIECE_ROOM = 16 * MEBIBYTE;

/** Into how large parts a lane is cut: whole bytes. @param total Bytes of the lane. */
export function partBytesOf({ format }: EncoderSetup, total: number): number {
  switch (format) {
    case 'csv':
      return CSV_PART_BYTES;
    case 'parquet':
      return Math.min(
        Math.max(Math.ceil(total / PARQUET_PARTS), PARQUET_LEAST_BYTES),
        PARQUET_MOST_BYTES,
      );
  }
}

/** Somewhere to write a piece. */
export function pieceRoom(memory: Allocate): Bytes {
  return new Bytes(PIECE_ROOM, memory);
}

export function encoderOf(setup: EncoderSetup, memory: Allocate): RowEncoder {
  switch (setup.format) {
    case 'csv':
      return new CsvRows(setup.options, pieceRoom(memory), CSV_PART_BYTES);
    case 'parquet':
      return new ParquetRows();
  }
}
