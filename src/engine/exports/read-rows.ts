/** Reads a recording for an export: one lane line by line without objects, two lanes merged. */
import type { BlockVisitor } from '../recording/reader/block-lines.ts';
import type { CheckedWindows } from '../recording/reader/lane-reader.ts';
import { RecordingReader, type MergedFilter } from '../recording/reader/recording-reader.ts';
import { OpenStreams } from './open-streams.ts';
import { RowVisitor, type RowTaker } from './row-visitor.ts';

/** What makes a file of rows. */
export interface RowSink extends RowTaker {
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
  const streams = new OpenStreams();
  const visitor = new RowVisitor(sink, streamParts ? null : streams);
  let missing = 0;
  const onMissing = (): void => {
    missing += 1;
  };
  const done = (): RowsRead => ({ rows: visitor.rows, missing, unendedStreams: streams.open });

  const lane = reader.lane('a');
  if (lane !== undefined && !reader.redundant) {
    const blocks: BlockVisitor = {
      data: (line, bytes, start, mark) => visitor.data(line, bytes, start, mark),
      record: (record) => {
        visitor.record(record);
      },
      blockDone: async (bytes) => {
        onBytes?.(bytes);
        await sink.drain();
      },
    };
    await lane.visit(filter, blocks, { signal, onMissing, windows });
    return done();
  }

  let sinceDrain = 0;
  const options = { signal, onMissing, onBytes };
  for await (const { lane: name, record } of reader.read(filter, options)) {
    visitor.take(name, record);
    sinceDrain += 1;
    if (sinceDrain < DRAIN_EVERY) continue;
    sinceDrain = 0;
    signal?.throwIfAborted();
    await sink.drain();
  }
  return done();
}
