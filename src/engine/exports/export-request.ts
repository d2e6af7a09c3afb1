/** What can be exported, and how. docs/exports.md. */
import { exportFormats, type ExportFormat } from '../../shared/ipc/exports.ts';
import type { MergedFilter } from '../recording/reader/recording-reader.ts';
import type { ExportStart } from './start.ts';

export { exportFormats, type ExportFormat };

/** The ending of a file of that format; a format without one makes a folder. */
export const exportExtensions: Readonly<Record<ExportFormat, string>> = {
  csv: '.csv',
  parquet: '.parquet',
  jsonl: '.jsonl',
  daemon: '',
  vtt: '.vtt',
  events: '.events.tsv',
};

export interface ExportRequest {
  /** The recording. */
  readonly folder: string;
  readonly format: ExportFormat;
  /** The file to make; of the daemon's format the folder. */
  readonly out: string;
  /** Whether `name~2` is taken when the name is. Otherwise that is an error. */
  readonly mayNumber: boolean;
  /** Without kinds: messages; of `jsonl` everything, of `vtt` notes too, of `events` what happened. */
  readonly filter: MergedFilter;
  /** Whether each packet of a stream is a row, instead of each stream. */
  readonly streamParts: boolean;
  /** CSV: whether JSON payloads get columns of their own. Reads the recording twice. */
  readonly flatten: boolean;
  /** CSV: whether formulas are made harmless. It changes data. */
  readonly spreadsheetSafe: boolean;
  /** WebVTT and events: what time is counted from. */
  readonly start: ExportStart;
  /** WebVTT: how long a cue is shown. */
  readonly cueMs: number;
  /** The built helper, which reads in a thread of its own; null: all in this one. */
  readonly helper: URL | null;
}

export interface ExportProgress {
  readonly signal?: AbortSignal | undefined;
  /** So many more bytes of the recording are done. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** How many there are to do, told before the first of them. */
  readonly onTotal?: ((bytes: number) => void) | undefined;
}

export interface ExportResult {
  readonly format: ExportFormat;
  readonly path: string;
  /** Rows, lines or cues. */
  readonly rows: number;
  /** Size of what was made. */
  readonly bytes: number;
  /** How many times something of the recording was missing or could not be read. */
  readonly missing: number;
  /** Streams that have no end, and with `streamParts` off no row. */
  readonly unendedStreams: number;
  /** WebVTT: messages before the start. CSV: values beyond the most columns. */
  readonly leftOut: number;
}
