/** Reads a recording for an export: one lane line by line without objects, two lanes merged. */
import type { LaneName } from '../../shared/records.ts';
import type { AnyRecord } from '../recording/lines.ts';
import type { DataLine } from '../recording/scan/data-line.ts';
import type { CheckedWindows } from '../recording/reader/lane-reader.ts';
import { RecordingReader, type MergedFilter } from '../recording/reader/recording-reader.ts';
import { ExportRow } from './export-row.ts';
import { OpenStreams } from './open-streams.ts';

/** What makes a file of rows. */
export interface RowSink {
  /** Takes one row; keeps nothing of it. */
  row(row: ExportRow): void;
  /** Writes what has gathered, when it is enough to be worth it. Awaited now and then. */
  drain(): Promise<void>;
}

export interface ReadRows {
  readonly filter: MergedFilter;
  /** Whether each packet of a stream is a row, instead of each stream. */
  readonly streamParts: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes of the recording that were read since. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Reads segments instead of this thread; of one lane. */
  readonly windows?: CheckedWindows | undefined;
}

export interface RowsRead {
  readonly rows: number;
  /** How many times something of the recording was missing or could not be read. */
  readonly missing: number;
  /** Streams that have no end: with `streamParts` off they are in no row. */
  readonly unendedStreams: number;
}

/** With two lanes nobody knows the blocks: so many records are told as one. */
const DRAIN_EVERY = 512;

/** @throws what the file system or the sink says; the signal's reason when it is aborted */
export async function readRows(
  folder: string,
  { filter, streamParts, signal, onBytes, windows }: ReadRows,
  sink: RowSink,
): Promise<RowsRead> {
  const reader = new RecordingReader(folder);
  const row = new ExportRow();
  const streams = new OpenStreams();
  let missing = 0;
  const onMissing = (): void => {
    missing += 1;
  };
  const give = (): void => {
    row.index += 1;
    sink.row(row);
  };
  const take = (lane: LaneName, record: AnyRecord): void => {
    if (!streamParts && !streams.isRow(record)) return;
    row.setRecord(lane, record);
    give();
  };
  const done = (): RowsRead => ({ rows: row.index, missing, unendedStreams: streams.open });

  const lane = reader.lane('a');
  if (lane !== undefined && !reader.redundant) {
    const visitor = {
      data: (line: DataLine, bytes: Buffer, start: number, mark: number): boolean => {
        if (!row.setLine(line, bytes, start, mark)) return false;
        give();
        return true;
      },
      record: (record: AnyRecord): void => {
        take('a', record);
      },
      blockDone: async (bytes: number): Promise<void> => {
        onBytes?.(bytes);
        await sink.drain();
      },
    };
    await lane.visit(filter, visitor, { signal, onMissing, windows });
    return done();
  }

  let sinceDrain = 0;
  const options = { signal, onMissing, onBytes };
  for await (const { lane: name, record } of reader.read(filter, options)) {
    take(name, record);
    sinceDrain += 1;
    if (sinceDrain < DRAIN_EVERY) continue;
    sinceDrain = 0;
    signal?.throwIfAborted();
    await sink.drain();
  }
  return done();
}
