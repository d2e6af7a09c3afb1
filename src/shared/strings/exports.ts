/** Texts of exports: what each format is, to somebody who is no programmer; progress and results. */
import { bytes, plural } from '../format/numbers.ts';
import { span } from '../format/times.ts';
import type { ExportFormat } from '../ipc/exports.ts';
import { receiptStrings } from './receipt.ts';

interface FormatStrings {
  readonly name: string;
  readonly short: string;
  readonly use: string;
  /** So many of what a row of it is called. */
  readonly rows: (amount: number) => string;
}

const formats: Readonly<Record<ExportFormat, FormatStrings>> = {
  csv: {
    name: 'Table (CSV)',
    short: 'CSV',
    use: 'One row a message. For spreadsheets, R and pandas.',
    rows: (amount) => plural(amount, 'row'),
  },
  parquet: {
    name: 'Large table (Parquet)',
    short: 'Parquet',
    use: 'The same with types, a tenth of the size. For pandas, R and DuckDB.',
    rows: (amount) => plural(amount, 'row'),
  },
  vtt: {
    name: 'Subtitles (WebVTT)',
    short: 'subtitles',
    use: 'Messages and notes over a video, in a player or in ELAN.',
    rows: (amount) => plural(amount, 'cue'),
  },
  events: {
    name: 'Events (events.tsv)',
    short: 'events',
    use: 'Notes, who joined and left, and gaps, in seconds from a start.',
    rows: (amount) => plural(amount, 'event'),
  },
  jsonl: {
    name: 'Everything (JSON Lines)',
    short: 'JSON Lines',
    use: 'Every record with all that is known of it. For programs.',
    rows: (amount) => plural(amount, 'record'),
  },
  daemon: {
    name: 'As the earlier recorder',
    short: 'text files',
    use: 'A folder with a text file for each participant. For scripts made for it.',
    rows: (amount) => plural(amount, 'line'),
  },
};

export const exportStrings = {
  formats,
  dialog: {
    title: 'Export this recording',
    what: 'What to make',
    notBegun: 'The export was not begun',
    isSafe: 'The recording itself is not changed, and no file is overwritten.',
    chooseWhere: 'Choose where…',
  },
  settings: {
    flatten: 'A column for each value in JSON messages',
    flattenHint: 'Reads the recording twice. The message itself stays in its own column.',
    spreadsheetSafe: 'Make formulas harmless, for looking at it in a spreadsheet',
    spreadsheetSafeHint:
      'Puts an apostrophe before texts like =1+1. This changes data: leave it off for analysis.',
    streamParts: 'Each packet of a stream by itself',
    streamPartsHint: 'Otherwise a stream or a file that was sent is one message.',
    start: 'Time is counted from',
    startAt: 'Time is counted from this moment',
    starts: {
      session: 'when the session began',
      recording: 'when the recorder began',
      video: 'when the first video of the session began',
      time: 'at this time:',
    },
  },
  part: {
    all: 'All of the recording',
    some: 'A part of the recording',
    notBefore: 'Not before',
    notAfter: 'Not after',
    usualKinds: 'What is usual for the format',
    endFirst: 'The end lies before the beginning.',
    noStart: 'Say when the time begins.',
  },
  job: {
    exporting: (name: string) => `Exporting ${name}`,
    cancel: 'Cancel export',
    cancelled: (format: ExportFormat) =>
      `The export as ${formats[format].short} was cancelled. Nothing of it is left.`,
    failed: (name: string) => `The export ${name} failed`,
    failedIsSafe: 'The recording is as it was. Nothing of the export is left.',
    waits: 'waits for the one before it',
    /** Sizes in bytes. `all` and `restMs` null, `perSecond` 0: not known yet. */
    progress: (done: number, all: number | null, perSecond: number, restMs: number | null) => {
      const of = all === null ? '' : ` of ${bytes(all)}`;
      const rate = perSecond === 0 ? '' : `, ${bytes(perSecond)} a second`;
      const left = restMs === null ? '' : `, ${restMs < 1000 ? 'a moment' : span(restMs)} left`;
      return `${bytes(done)}${of} read${rate}${left}`;
    },
    /** Behind the name of the file. @param size In bytes. */
    made: (format: ExportFormat, rows: number, size: number) =>
      `is made: ${formats[format].rows(rows)}, ${bytes(size)}.`,
    missing: (places: number) =>
      `Something of the recording is missing or cannot be read, at ${plural(places, 'place')}; “${receiptStrings.checkAgain}” names them.`,
    unendedStreams: (amount: number) =>
      `${plural(amount, 'stream')} never ended and ${amount === 1 ? 'has' : 'have'} no row.`,
    beforeStart: (amount: number) =>
      `${plural(amount, 'message')} before the start ${amount === 1 ? 'was' : 'were'} left out.`,
    beyondColumns: (amount: number) =>
      `${plural(amount, 'value')} found no column any more: there is a limit. ${amount === 1 ? 'It stands' : 'They stand'} in the column payload.`,
    showInFolder: 'Show in folder',
    forget: 'Take this export off the list',
  },
} as const;
