/** The options of `syncflow-recorder upload`, and the one order that they make together. */
import { InvalidArgumentError, type Command } from 'commander';
import { RecorderError } from '../shared/errors.ts';
import type { UploadSelection } from '../engine/uploads/ledger.ts';
import { SLOWEST_BYTES_PER_SECOND } from '../engine/uploads/pace.ts';
import type { UploadOrder } from './upload.ts';

export interface UploadFlags {
  /** True: without ids. */
  readonly retry?: true | string[];
  readonly first?: true | string[];
  readonly cancel?: string[];
  readonly all?: boolean;
  readonly recording?: string;
  readonly pause?: boolean;
  readonly resume?: boolean;
  readonly limit?: { readonly bytesPerSecond: number | null } | 'settings';
  readonly history?: number;
}

const SLOWEST_KB = SLOWEST_BYTES_PER_SECOND / 1000;

export function uploadOptions(command: Command): Command {
  return command
    .option('--retry [id...]', 'make uploads due and send them: those named, else all that failed')
    .option('--first [id...]', 'send these before all others (or all of one --recording)')
    .option('--cancel <id...>', 'take these out of the queue until they are retried')
    .option('--recording <id>', 'only those of one recording: to show, --retry or --first')
    .option('--all', 'with --retry: all that failed or wait (as without ids)')
    .option('--pause', 'send nothing until --resume, also after a restart')
    .option('--resume', 'go on after --pause')
    .option(
      '--limit <kB>',
      `kB a second over everything (at least ${SLOWEST_KB}); none, or settings`,
      limitOf,
    )
    .option('--history <id>', 'everything that happened to one upload', idOf)
    .addHelpText(
      'after',
      `
Ids stand in upload --json. A recorder that runs on the data folder takes every order within a second.
Showing and orders need the data folder alone, sending needs the settings.`,
    );
}

/** @throws RecorderError `usage` for several orders at once */
export function uploadOrder(flags: UploadFlags): UploadOrder {
  const orders: UploadOrder[] = [];
  const { retry, first, cancel, pause, resume, limit, history, recording, all } = flags;
  if (retry !== undefined || (all ?? false)) {
    orders.push({ do: 'retry', which: selection(retry ?? true, recording) });
  }
  if (first !== undefined) {
    if (first === true && recording === undefined) {
      throw new RecorderError('usage', '--first needs ids, or --recording');
    }
    orders.push({ do: 'first', which: selection(first, recording) });
  }
  if (cancel !== undefined) orders.push({ do: 'cancel', ids: cancel.map(idOf) });
  if (pause ?? false) orders.push({ do: 'pause' });
  if (resume ?? false) orders.push({ do: 'resume' });
  if (limit !== undefined) orders.push({ do: 'limit', limit: limit === 'settings' ? null : limit });
  if (history !== undefined) orders.push({ do: 'history', id: history });
  if (orders.length > 1) throw new RecorderError('usage', 'one order at a time');
  return orders[0] ?? { do: 'show', recordingId: recording ?? null };
}

function selection(ids: true | string[], recordingId: string | undefined): UploadSelection {
  if (ids !== true) return ids.map(idOf);
  return recordingId === undefined ? 'all' : { recordingId };
}

/** @throws InvalidArgumentError */
function idOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError(`${text} is no id of an upload.`);
  return Number(text);
}

/** @throws InvalidArgumentError */
function limitOf(text: string): NonNullable<UploadFlags['limit']> {
  if (text === 'settings') return text;
  if (text === 'none') return { bytesPerSecond: null };
  if (/^\d{1,9}$/.test(text) && Number(text) >= SLOWEST_KB) {
    return { bytesPerSecond: Number(text) * 1000 };
  }
  throw new InvalidArgumentError(`Not a number of kB from ${SLOWEST_KB} on, none or settings.`);
}
