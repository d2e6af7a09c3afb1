/** The flags of `syncflow-recorder export`. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { exportFormats, type ExportFormat } from '../engine/exports/export-request.ts';
import type { ExportStart } from '../engine/exports/start.ts';
import { exportCommand } from './export.ts';
import { filterOf, filterOptions, timeOf, type FilterFlags } from './record-filter.ts';

const CUE_SECONDS = 2;

interface ExportFlags extends FilterFlags {
  format: ExportFormat;
  out: string;
  flatten?: boolean;
  spreadsheetSafe?: boolean;
  streamParts?: boolean;
  start: ExportStart;
  cueSeconds: number;
  json?: boolean;
}

const help = `
csv       one row a message; columns, quoting and times: docs/exports.md
parquet   the same with types; for pandas, R, DuckDB, Spark
jsonl     every record as read --json prints it
daemon    a folder: a text file for each participant and metadata.json, as the Rust daemon wrote them
vtt       messages and notes as WebVTT, to be shown over a video
events    notes, joins, leaves and gaps as a table: onset, duration, trial_type, value

Nothing is overwritten. Into a folder that is there: a file named after the recording.
Exit codes: 0 done, 3 something of the recording is missing, 1 failed, 2 usage, 130 cancelled.`;

interface ExportSetting {
  readonly finish: (exitCode: number) => void;
  readonly exportHelper: URL;
}

export function addExport(program: Command, { finish, exportHelper }: ExportSetting): void {
  const command = program
    .command('export')
    .description('write a recording for other programs; also while it is being recorded')
    .argument('<dir>', 'the recording')
    .addOption(
      new Option('--format <format>', 'what to make')
        .choices([...exportFormats])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <path>', 'file to make, or a folder that is there');
  filterOptions(command)
    .option('--flatten', 'csv: columns for the values in JSON payloads; reads twice')
    .option('--spreadsheet-safe', 'csv: put an apostrophe before formulas; it changes data')
    .option('--stream-parts', 'csv, parquet, vtt: each packet of a stream, not each stream')
    .addOption(
      new Option('--start <moment>', startHelp)
        .argParser(startOfText)
        .default({ at: 'session' } as const, 'session'),
    )
    .option('--cue-seconds <n>', 'vtt: how long a cue is shown', secondsOf, CUE_SECONDS)
    .option('--json', 'one JSON object a line instead of text')
    .addHelpText('after', help)
    .action(async (folder: string, flags: ExportFlags) => {
      const { format, out, flatten, spreadsheetSafe, streamParts, start, json } = flags;
      const options = {
        ...{ folder, format, out, start, helper: exportHelper },
        filter: filterOf(flags),
        flatten: flatten ?? false,
        spreadsheetSafe: spreadsheetSafe ?? false,
        streamParts: streamParts ?? false,
        cueMs: Math.round(flags.cueSeconds * 1000),
      };
      finish(await exportCommand({ ...options, json: json ?? false }));
    });
}

const startHelp =
  'vtt, events: where time begins: session, recording, video, video:EGRESS_ID, or a time';

/** @throws InvalidArgumentError */
function startOfText(text: string): ExportStart {
  if (text === 'session' || text === 'recording') return { at: text };
  if (text === 'video') return { at: 'video', egressId: null };
  if (text.startsWith('video:')) return { at: 'video', egressId: text.slice('video:'.length) };
  return { at: 'time', nanoseconds: timeOf(text) };
}

/** @throws InvalidArgumentError */
function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds > 0 && seconds <= 86_400)) {
    throw new InvalidArgumentError('Not a number of seconds.');
  }
  return seconds;
}
