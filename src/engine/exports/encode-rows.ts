/** Makes a file of rows, by as many threads as are worth it. */
import { RecordingReader, type MergedFilter } from '../recording/reader/recording-reader.ts';
import { segmentBytesOf } from '../recording/segment-bytes.ts';
import { ownMemory } from './bytes.ts';
import { encodeParts } from './encode-parts.ts';
import { EncodedRows } from './encoded-rows.ts';
import { encoderOf, partBytesOf, type EncoderSetup } from './encoder-setup.ts';
import type { ExportProgress } from './export-request.ts';
import type { HelperThreads } from './helper/helper-threads.ts';
import type { PieceFile } from './pieces.ts';
import { readRows, type RowsRead } from './read-rows.ts';

/** More would not make it faster by much, and would take from a recorder that records meanwhile. */
const THREADS = 2;

export interface WantedRows {
  readonly setup: EncoderSetup;
  readonly filter: MergedFilter;
  /** Whether each packet of a stream is a row, instead of each stream. */
  readonly streamParts: boolean;
  /** Null: all in this thread. */
  readonly threads: HelperThreads | null;
}

/** @throws what the file system or the file says; the signal's reason when it is aborted */
export async function encodeRows(
  folder: string,
  { setup, filter, streamParts, threads }: WantedRows,
  { signal, onBytes }: ExportProgress,
  file: PieceFile,
): Promise<RowsRead> {
  const reader = new RecordingReader(folder);
  const lane = reader.lane('a');
  const total = await segmentBytesOf(folder);
  const partBytes = partBytesOf(setup, total);
  // Two lanes are merged record by record, and one part is done before a second thread has begun.
  if (threads === null || reader.redundant || lane === undefined || total <= partBytes) {
    const rows = new EncodedRows(encoderOf(setup, ownMemory), file);
    const read = await readRows(folder, { filter, streamParts, signal, onBytes }, rows);
    await rows.end();
    return read;
  }
  const data = { work: 'encode', setup, filter, streamParts } as const;
  const encoders = Array.from({ length: THREADS }, () =>
    threads.encoder(data, (bytes) => onBytes?.(bytes)),
  );
  return encodeParts(lane.parts(partBytes), encoders, file, signal);
}
