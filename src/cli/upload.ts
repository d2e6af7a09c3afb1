/**
 * `syncflow-recorder upload`: shows the ledger of uploads, and orders what shall become of it. While a
 * recorder runs on the data folder, the ledger is changed for it and it does the sending, with the
 * credentials that it was started with.
 */
import { join } from 'node:path';
import { RecorderError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import type { EngineConfig } from '../engine/config/config.ts';
import { acquireInstanceLock, type InstanceLock } from '../engine/state/instance-lock.ts';
import { openState, type StateDatabase } from '../engine/state/state-database.ts';
import { UploadLedger, type UploadSelection } from '../engine/uploads/ledger.ts';
import { RecordingUploads } from '../engine/uploads/recording-uploads.ts';
import { takeSnapshot, uploadViews } from '../engine/uploads/snapshot.ts';
import { printJson, printLine } from './output.ts';
import { firstSignal } from './signals.ts';
import {
  UploadReporter,
  eventText,
  uploadJson,
  uploadText,
  uploadingText,
} from './upload-lines.ts';

/** What shall be done. */
export type UploadOrder =
  | { readonly do: 'show'; readonly recordingId: string | null }
  | { readonly do: 'history'; readonly id: number }
  | { readonly do: 'retry' | 'first'; readonly which: UploadSelection }
  | { readonly do: 'cancel'; readonly ids: readonly number[] }
  | { readonly do: 'pause' | 'resume' }
  | {
      readonly do: 'limit';
      readonly limit: { readonly bytesPerSecond: number | null } | null;
    };

export interface UploadPlaceOptions {
  readonly dataFolder: string;
  /** Null: the settings are not all there, so that nothing can be sent from here. */
  readonly config: EngineConfig | null;
  readonly json: boolean;
  readonly log: Log;
}

/** Exit code of `show` and `retry`: 0 when nothing is left that is not verified or cancelled. */
export async function uploadCommand(
  order: UploadOrder,
  { dataFolder, config, json, log }: UploadPlaceOptions,
): Promise<number> {
  const lock = tryLock(dataFolder);
  const state = openState(join(dataFolder, 'state.sqlite'), log);
  try {
    if (order.do === 'retry' && lock !== null) {
      if (config === null) {
        throw new RecorderError('not-running', 'No recorder runs that would send; give settings.');
      }
      return await sendAll(config, state, { log, json, which: order.which });
    }
    return carryOut(order, state, config, json);
  } finally {
    state.close();
    lock?.release();
  }
}

function carryOut(
  order: UploadOrder,
  state: StateDatabase,
  config: EngineConfig | null,
  json: boolean,
): number {
  const ledger = new UploadLedger(state.uploads, Date.now);
  const say = (text: string, facts: object): number => {
    if (json) printJson(facts);
    else printLine(text);
    return 0;
  };
  switch (order.do) {
    case 'show':
      return show(state, config, order.recordingId, json);
    case 'history':
      return history(state, order.id, json);
    case 'retry': {
      const due = ledger.retry(order.which);
      const by = 'the running recorder sends them, with the credentials that it was started with';
      return say(`${due} upload(s) are due again; ${by}`, { type: 'requeued', due });
    }
    case 'first': {
      const count = ledger.sendFirst(order.which);
      return say(`${count} upload(s) go before all others`, { type: 'sent-first', count });
    }
    case 'cancel': {
      const count = ledger.cancel(order.ids);
      return say(`${count} upload(s) cancelled; retry sends them after all`, {
        type: 'cancelled',
        count,
      });
    }
    case 'pause':
      state.uploadOrders.pause(Date.now());
      return say('uploading is paused', { type: 'uploading', ...state.uploadOrders.get() });
    case 'resume':
      state.uploadOrders.resume();
      return say('uploading goes on', { type: 'uploading', ...state.uploadOrders.get() });
    case 'limit': {
      state.uploadOrders.setLimit(order.limit);
      const orders = state.uploadOrders.get();
      return say(limitText(orders.limit), { type: 'uploading', ...orders });
    }
  }
}

function show(
  state: StateDatabase,
  config: EngineConfig | null,
  recordingId: string | null,
  json: boolean,
): number {
  const isPaused = state.uploadOrders.get().pausedAt !== null;
  const source = {
    uploads: state.uploads,
    isPaused,
    destinationOf: (row: { bucket: string; projectId: string }): string | null =>
      config === null || config.projects.some(({ projectId }) => projectId === row.projectId)
        ? row.bucket
        : null,
    bytesSent: () => 0,
  };
  const views =
    recordingId === null
      ? takeSnapshot(source).rows
      : uploadViews(state.uploads.list({ recordingId }), source);
  for (const view of views) {
    if (json) printJson(uploadJson(view));
    else printLine(uploadText(view));
  }
  if (!json) for (const line of uploadingText(state.uploadOrders.get())) printLine(line);
  return exitCode(state);
}

function history(state: StateDatabase, id: number, json: boolean): number {
  const row = state.uploads.get(id);
  if (row === null)
    throw new RecorderError('usage', `There is no upload ${id}; see upload --json.`);
  if (!json) printLine(`${row.objectKey} (${row.destination}), now ${row.state}`);
  for (const event of state.uploads.history(id)) {
    if (json) printJson({ type: 'history', ...event });
    else printLine(`  ${eventText(event)}`);
  }
  return 0;
}

async function sendAll(
  config: EngineConfig,
  state: StateDatabase,
  { log, json, which }: { log: Log; json: boolean; which: UploadSelection },
): Promise<number> {
  const uploads = new RecordingUploads({ config, state, log, onChange: () => undefined });
  try {
    const reporter = new UploadReporter(() => uploads.snapshot().rows, json);
    uploads.retry(which);
    uploads.start();
    await Promise.race([uploads.settled(), firstSignal()]);
    reporter.stop();
    if (!json) for (const line of uploadingText(state.uploadOrders.get())) printLine(line);
    return exitCode(state);
  } finally {
    await uploads.stop();
  }
}

function exitCode(state: StateDatabase): number {
  const { waiting, uploading, failed } = state.uploads.counts();
  return waiting + uploading + failed === 0 ? 0 : 1;
}

function limitText(limit: { readonly bytesPerSecond: number | null } | undefined): string {
  if (limit === undefined) return 'uploads are as fast as the settings say';
  if (limit.bytesPerSecond === null) return 'uploads have no limit, whatever the settings say';
  return `uploads take at most ${Math.round(limit.bytesPerSecond / 1000)} kB a second together`;
}

/** Null while a recorder runs on this folder. */
function tryLock(dataFolder: string): InstanceLock | null {
  try {
    return acquireInstanceLock(dataFolder);
  } catch (error) {
    if (error instanceof RecorderError && error.code === 'already-running') return null;
    throw error;
  }
}
