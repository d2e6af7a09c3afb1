/** What each format is, and what it is for, to somebody who is no programmer. */
import type { ExportFormat, ExportJob } from '../../../../shared/ipc/exports.ts';
import { bytes, count, plural } from '../../../../shared/format/numbers.ts';
import { span } from '../../../../shared/format/times.ts';

interface FormatWords {
  readonly name: string;
  readonly short: string;
  readonly use: string;
  /** What a row of it is called. */
  readonly row: string;
}

export const formatWords: Readonly<Record<ExportFormat, FormatWords>> = {
  csv: {
    name: 'Table (CSV)',
    short: 'CSV',
    use: 'One row a message. For spreadsheets, R and pandas.',
    row: 'row',
  },
  parquet: {
    name: 'Large table (Parquet)',
    short: 'Parquet',
    use: 'The same with types, a tenth of the size. For pandas, R and DuckDB.',
    row: 'row',
  },
  vtt: {
    name: 'Subtitles (WebVTT)',
    short: 'subtitles',
    use: 'Messages and notes over a video, in a player or in ELAN.',
    row: 'cue',
  },
  events: {
    name: 'Events (events.tsv)',
    short: 'events',
    use: 'Notes, who joined and left, and gaps, in seconds from a start.',
    row: 'event',
  },
  jsonl: {
    name: 'Everything (JSON Lines)',
    short: 'JSON Lines',
    use: 'Every record with all that is known of it. For programs.',
    row: 'record',
  },
  daemon: {
    name: 'As the earlier recorder',
    short: 'text files',
    use: 'A folder with a text file for each participant. For scripts made for it.',
    row: 'line',
  },
};

/** How far it is, with rate and rest where they are known. */
export function progressWords(job: ExportJob): string {
  if (job.state === 'waiting') return 'waits for the one before it';
  const rest = job.remainingMs === null ? '' : `, ${restWords(job.remainingMs)} left`;
  const rate = job.bytesPerSecond === 0 ? '' : `, ${bytes(job.bytesPerSecond)} a second`;
  const of = job.totalBytes === null ? '' : ` of ${bytes(job.totalBytes)}`;
  return `${bytes(job.bytes)}${of} read${rate}${rest}`;
}

/** 0 to 100. */
export function percentOf({ bytes: done, totalBytes }: ExportJob): number {
  return totalBytes === null || totalBytes === 0 ? 0 : Math.min(100, (100 * done) / totalBytes);
}

function restWords(ms: number): string {
  return ms < 1000 ? 'a moment' : span(ms);
}

/** What was made, and what is not in it. */
export function resultWords({ result, format }: ExportJob): string[] {
  if (result === null) return [];
  const { rows, bytes: size, missing, unendedStreams, leftOut } = result;
  const lines = [`${plural(rows, formatWords[format].row)}, ${bytes(size)}.`];
  if (missing > 0) {
    lines.push(
      `Something of the recording is missing or cannot be read, at ${plural(missing, 'place')}; “Check the files again” names them.`,
    );
  }
  if (unendedStreams > 0) {
    lines.push(`${plural(unendedStreams, 'stream')} never ended and have no row.`);
  }
  if (leftOut > 0) {
    lines.push(
      format === 'vtt'
        ? `${plural(leftOut, 'message')} before the start were left out.`
        : `${count(leftOut)} values beyond the most columns stand in the payload only.`,
    );
  }
  return lines;
}

/** The name of the file or folder, without the way to it. */
export function nameOfPath(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
