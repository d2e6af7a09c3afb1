/** The commands for recordings: `verify`, `fetch`, `read`, `export`, `receipt`, `finalize` and `repair`. */
import { InvalidArgumentError, type Command } from 'commander';
import { RecorderError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { addExport } from './export-flags.ts';
import { fetchCommand } from './fetch.ts';
import { finalizeCommand } from './finalize.ts';
import { readCommand } from './read.ts';
import { filterOf, filterOptions, type FilterFlags } from './record-filter.ts';
import { receiptCommand } from './receipt.ts';
import { repairCommand } from './repair.ts';
import { storedOptions, type StoredFlags } from './stored-place.ts';
import { verifyCommand } from './verify.ts';
import type { StoredFlagsOfVerify } from './verify-stored.ts';

const jsonHelp = 'one JSON object a line instead of text';

interface ReadFlags extends FilterFlags {
  last?: number;
  json?: boolean;
}

export interface RecordingCommands {
  readonly finish: (exitCode: number) => void;
  readonly logFor: (json: boolean) => Log;
  readonly exportHelper: URL;
}

export function addRecordingCommands(program: Command, set: RecordingCommands): void {
  addVerify(program, set);
  addFetch(program, set);
  addRead(program, set);
  addExport(program, set);
  addReceipt(program, set);
  addFinalize(program, set);
  addRepair(program, set);
}

const verifyExit =
  '\nExit codes: 0 complete, 3 known gaps, 4 not provable, 1 damaged, 2 usage, 130 cancelled.';

function addVerify(program: Command, { finish }: RecordingCommands): void {
  storedOptions(program.command('verify'))
    .description('check recordings: every line, number, size and hash; in a bucket size and hash')
    .argument('<place...>', 'recordings, data folders with recordings, or s3://BUCKET/KEY')
    .option('--read', 'in a bucket: read every byte, also where the store keeps a SHA-256')
    .option('--json', jsonHelp)
    .addHelpText('after', verifyExit)
    .action(async (places: string[], flags: StoredFlagsOfVerify & { json?: boolean }) => {
      finish(await verifyCommand(places, flags.json ?? false, flags));
    });
}

function addFetch(program: Command, { finish }: RecordingCommands): void {
  storedOptions(program.command('fetch'))
    .description('bring an uploaded recording back, verified; goes on where an earlier try ended')
    .argument('<place>', 's3://BUCKET/KEY, or the folder that it was copied to')
    .requiredOption('--out <dir>', 'folder of the recording; nothing in it is overwritten')
    .option('--json', jsonHelp)
    .addHelpText('after', verifyExit)
    .action(async (place: string, flags: StoredFlags & { out: string; json?: boolean }) => {
      finish(await fetchCommand({ place, flags, out: flags.out, json: flags.json ?? false }));
    });
}

function addRead(program: Command, { finish }: RecordingCommands): void {
  const command = program
    .command('read')
    .description('print the records of a recording, also while it is being written')
    .argument('<dir>', 'the recording');
  filterOptions(command)
    .option('--last <n>', 'only the last ones', countOf)
    .option('--json', 'one JSON object a record, with its lane')
    .addHelpText('after', '\nExit codes: 0 done, 3 something is missing, 1 failed, 2 usage.')
    .action(async (folder: string, flags: ReadFlags) => {
      const { last, json } = flags;
      const filter = filterOf(flags);
      finish(await readCommand({ folder, filter, last: last ?? null, json: json ?? false }));
    });
}

function addReceipt(program: Command, { finish, logFor }: RecordingCommands): void {
  program
    .command('receipt')
    .description('say what was recorded, what is missing, and which files prove it')
    .argument('<dir>', 'the recording')
    .option('--html <file>', 'write it as one readable HTML file; nothing is overwritten')
    .option('--json', jsonHelp)
    .action(async (dir: string, flags: { html?: string; json?: boolean }) => {
      const json = flags.json ?? false;
      finish(await receiptCommand({ dir, out: flags.html ?? null, json, log: logFor(json) }));
    });
}

function addFinalize(program: Command, { finish, logFor }: RecordingCommands): void {
  program
    .command('finalize')
    .description('close recordings that were left open; refuses what a live recorder holds')
    .argument('[dir...]', 'recordings, or data folders (default: RECORDER_DATA_DIR)')
    .option(
      '--older-than <minutes>',
      'in data folders: only what nobody has written to since',
      '10',
    )
    .option('--json', jsonHelp)
    .addHelpText('after', '\nExit codes: 0 done, 1 failed or the named recording is held, 2 usage.')
    .action(async (paths: string[], flags: { olderThan: string; json?: boolean }) => {
      const json = flags.json ?? false;
      const minutes = Number(flags.olderThan);
      if (flags.olderThan.trim() === '' || !(minutes >= 0)) {
        throw new RecorderError('usage', '--older-than must be a number of minutes');
      }
      const fallback = process.env['RECORDER_DATA_DIR'] ?? '';
      const all = paths.length > 0 || fallback === '' ? paths : [fallback];
      if (all.length === 0) throw new RecorderError('usage', 'name a recording or a data folder');
      const options = { paths: all, olderThanMs: minutes * 60_000, json };
      finish(await finalizeCommand(options, logFor(json)));
    });
}

function addRepair(program: Command, { finish }: RecordingCommands): void {
  program
    .command('repair')
    .description('write a sound copy of a damaged recording; the original is never changed')
    .argument('<dir>', 'the recording')
    .requiredOption('--out <new>', 'folder to make; must not exist')
    .option('--json', jsonHelp)
    .action(async (folder: string, flags: { out: string; json?: boolean }) => {
      finish(await repairCommand(folder, flags.out, flags.json ?? false));
    });
}

/** @throws InvalidArgumentError */
function countOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Not a number from 1 on.');
  return Number(text);
}
