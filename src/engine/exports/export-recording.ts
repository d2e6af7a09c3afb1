/** Exports a recording: streaming, with bounded memory, whole or not at all. docs/exports.md. */
import { RecorderError } from '../../shared/errors.ts';
import type { CheckedWindows } from '../recording/reader/lane-reader.ts';
import type { MergedFilter } from '../recording/reader/recording-reader.ts';
import { readManifest } from '../recording/manifest.ts';
import { packetKinds } from '../recording/packet-size.ts';
import { segmentBytesOf } from '../recording/segment-bytes.ts';
import { PathCollector } from './csv/flatten.ts';
import { CsvFile } from './csv/csv-file.ts';
import { encodeRows } from './encode-rows.ts';
import { DaemonFiles } from './daemon-files.ts';
import { EVENT_KINDS, writeEvents } from './events.ts';
import type { ExportProgress, ExportRequest, ExportResult } from './export-request.ts';
import { alreadyThere, isThere } from './free-name.ts';
import { HelperThreads } from './helper/helper-threads.ts';
import { JsonlSink } from './jsonl-sink.ts';
import { OutputFile } from './output-file.ts';
import { ParquetFile } from './parquet/parquet-file.ts';
import { placedNotes } from './placed-notes.ts';
import { recordingFacts } from './recording-facts.ts';
import { readRows, type ReadRows, type RowSink, type RowsRead } from './read-rows.ts';
import { startOf } from './start.ts';
import { VttSink } from './vtt-sink.ts';

/**
 * Also of a recording that is being written: what is there at this moment. Cancelled or failed, it leaves
 * nothing behind.
 * @throws RecorderError export-exists, export-no-start, usage, recording-damaged (formats that need the
 *   manifest), disk-full, folder-unwritable, disk-failed; the signal's reason when it is aborted
 */
export async function exportRecording(
  request: ExportRequest,
  progress: ExportProgress = {},
): Promise<ExportResult> {
  const { folder, out, format, mayNumber } = request;
  if (!mayNumber && (await isThere(out))) {
    throw alreadyThere(out);
  }
  const passes = format === 'csv' && request.flatten ? 2 : 1;
  progress.onTotal?.((await segmentBytesOf(folder)) * passes);
  const threads = request.helper === null ? null : new HelperThreads(request.helper);
  try {
    if (format === 'daemon') return await exportDaemonFiles(request, progress, threads);
    return await exportFile(request, progress, threads);
  } finally {
    await threads?.close();
  }
}

async function exportFile(
  request: ExportRequest,
  progress: ExportProgress,
  threads: HelperThreads | null,
): Promise<ExportResult> {
  const { out, format, mayNumber } = request;
  const file = new OutputFile(out);
  await file.open();
  try {
    const { read, rows, leftOut } = await writeFormat(request, progress, file, threads);
    progress.signal?.throwIfAborted();
    const bytes = file.size;
    const path = await file.finish(mayNumber);
    const { missing, unendedStreams } = read;
    return { format, path, rows, bytes, missing, unendedStreams, leftOut };
  } finally {
    await file.discard();
  }
}

/** How it goes on, and who reads the segments where rows are made in this thread. */
interface Reading extends ExportProgress {
  readonly windows: () => CheckedWindows | undefined;
}

interface Written {
  readonly read: RowsRead;
  readonly rows: number;
  readonly leftOut: number;
}

async function writeFormat(
  request: ExportRequest,
  progress: ExportProgress,
  file: OutputFile,
  threads: HelperThreads | null,
): Promise<Written> {
  const { folder, format, start, cueMs, streamParts } = request;
  const reading = { ...progress, windows: () => threads?.reader() };
  const messages = withKinds(request.filter, [...packetKinds]);
  switch (format) {
    case 'csv': {
      const paths = new PathCollector();
      if (request.flatten) await collectPaths(request, reading, messages, paths);
      const options = { safe: request.spreadsheetSafe, paths: paths.paths };
      const setup = { format: 'csv', options } as const;
      const wanted = { setup, filter: messages, streamParts, threads };
      const read = await encodeRows(folder, wanted, progress, new CsvFile(file, options));
      return { read, rows: read.rows, leftOut: paths.leftOut };
    }
    case 'parquet': {
      const groups = new ParquetFile(file);
      const setup = { format: 'parquet' } as const;
      const wanted = { setup, filter: messages, streamParts, threads };
      const read = await encodeRows(folder, wanted, progress, groups);
      groups.footer({ ...(await recordingFacts(folder)), missing: String(read.missing) });
      return { read, rows: read.rows, leftOut: 0 };
    }
    case 'jsonl': {
      const all = { ...request, streamParts: true };
      const read = await rowsInto(new JsonlSink(file), all, reading, request.filter);
      return { read, rows: read.rows, leftOut: 0 };
    }
    case 'vtt': {
      const filter = withKinds(request.filter, [...packetKinds, 'note']);
      const notes = await placedNotes(folder, filter, progress.signal);
      const options = { start: startOf(await readManifest(folder), start), cueMs, notes };
      const sink = new VttSink(file, options);
      const others = { ...filter, kinds: filter.kinds?.filter((kind) => kind !== 'note') ?? [] };
      const read = await rowsInto(sink, request, reading, others);
      sink.end();
      return { read, rows: sink.cues, leftOut: sink.leftOut };
    }
    case 'events': {
      const manifest = await readManifest(folder);
      const { filter } = request;
      refuseKinds(filter, EVENT_KINDS, 'events');
      const options = { ...progress, filter, start: startOf(manifest, start) };
      const read = await writeEvents(folder, manifest, options, file);
      return { read, rows: read.rows, leftOut: 0 };
    }
    case 'daemon':
      throw new RecorderError('internal', 'the daemon’s format makes a folder');
  }
}

async function exportDaemonFiles(
  request: ExportRequest,
  progress: ExportProgress,
  threads: HelperThreads | null,
): Promise<ExportResult> {
  const { folder, out, mayNumber } = request;
  const reading = { ...progress, windows: () => threads?.reader() };
  const { topics = null, ...filter } = request.filter;
  refuseKinds(filter, ['data'], 'the daemon’s files');
  const manifest = await readManifest(folder);
  const files = new DaemonFiles(out, topics);
  await files.open();
  try {
    // Who left is said by records that have no topic: the files choose topics themselves.
    const wanted = { ...filter, kinds: ['data', 'participant'] };
    const read = await rowsInto(files, request, reading, wanted);
    progress.signal?.throwIfAborted();
    const path = await files.finish(manifest, mayNumber);
    const { rows, size } = files;
    const nothing = { unendedStreams: 0, leftOut: 0 };
    return { format: 'daemon', path, rows, bytes: size, missing: read.missing, ...nothing };
  } finally {
    await files.discard();
  }
}

function rowsInto(
  sink: RowSink,
  { folder, streamParts }: ExportRequest,
  { signal, onBytes, windows }: Reading,
  filter: MergedFilter,
): Promise<RowsRead> {
  const options: ReadRows = { filter, streamParts, signal, onBytes, windows: windows() };
  return readRows(folder, options, sink);
}

async function collectPaths(
  request: ExportRequest,
  reading: Reading,
  filter: MergedFilter,
  paths: PathCollector,
): Promise<void> {
  const collector: RowSink = {
    row: (row) => {
      if (row.encoding === 'utf-8') paths.add(row.text());
    },
    drain: () => Promise.resolve(),
  };
  await rowsInto(collector, request, reading, filter);
}

function withKinds(filter: MergedFilter, kinds: readonly string[]): MergedFilter {
  return filter.kinds === undefined ? { ...filter, kinds } : filter;
}

function refuseKinds(filter: MergedFilter, known: readonly string[], what: string): void {
  const foreign = filter.kinds?.find((kind) => !known.includes(kind));
  if (foreign === undefined) return;
  throw new RecorderError('usage', `${what} hold no records of kind ${foreign}`);
}
