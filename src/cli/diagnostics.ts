/** `syncflow-recorder diagnostics --out FILE`: what somebody who helps needs to see, without secrets. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { software } from '../shared/software.ts';
import type { Log } from '../shared/log.ts';
import type { EngineConfig } from '../engine/config/config.ts';
import { askRecorder } from '../engine/control/control-client.ts';
import { collectDiagnostics } from '../engine/diagnostics/collect.ts';
import { writeDiagnostics } from '../engine/diagnostics/zip-file.ts';
import { openState } from '../engine/state/state-database.ts';
import { printJson, printLine } from './output.ts';

const MOST_ROWS = 1000;

export interface DiagnosticsOptions {
  readonly out: string;
  /** Log files that are taken along. */
  readonly logs: readonly string[];
  /** Null: the settings are not all there. */
  readonly config: EngineConfig | null;
  readonly dataFolder: string;
  readonly json: boolean;
  readonly log: Log;
}

/** Exit code 0. @throws RecorderError `export-exists` */
export async function diagnosticsCommand(options: DiagnosticsOptions): Promise<number> {
  const { out, logs, config, dataFolder, json, log } = options;
  const entries = await collectDiagnostics({
    ...{ software, dataFolder, settings: config },
    health: await askRecorder(dataFolder, 'status', null).catch(() => null),
    uploads: ledgerRows(dataFolder, log),
    logs: await Promise.all(
      logs.map(async (path) => ({ name: basename(path), text: await readFile(path, 'utf8') })),
    ),
  });
  await writeDiagnostics(out, entries, false);
  if (json) {
    const files = entries.map(({ name, what }) => ({ name, what }));
    printJson({ type: 'diagnostics', file: out, entries: files });
    return 0;
  }
  for (const { name, what } of entries) printLine(`${name}: ${what}`);
  printLine(`saved as ${out}; look through it before you pass it on`);
  return 0;
}

/** As they stand in the ledger; null where there is none. */
function ledgerRows(dataFolder: string, log: Log): readonly unknown[] | null {
  const file = join(dataFolder, 'state.sqlite');
  if (!existsSync(file)) return null;
  const state = openState(file, log);
  try {
    const all = { states: [], recordingId: null, offset: 0, limit: MOST_ROWS };
    return state.uploads.page(all).map(({ resumeToken: _resume, ...row }) => row);
  } finally {
    state.close();
  }
}

/** Adds the flags of the command itself. */
export function diagnosticsOptions(command: Command): Command {
  return command
    .description('save what somebody who helps needs to see, without secrets and payloads')
    .requiredOption('--out <file>', 'the zip file; nothing is overwritten')
    .option('--log <file...>', 'log files to take along, redacted');
}
