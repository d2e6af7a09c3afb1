/**
 * `syncflow-recorder upload`: shows the ledger of uploads; with --retry makes failed and waiting ones
 * due and sends them. While a recorder runs on the data folder, the ledger is changed for it and it
 * does the sending, with the credentials that it was started with.
 */
import { join } from 'node:path';
import { RecorderError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import type { EngineConfig } from '../engine/config/config.ts';
import { acquireInstanceLock, type InstanceLock } from '../engine/state/instance-lock.ts';
import { openState } from '../engine/state/state-database.ts';
import { RecordingUploads } from '../engine/uploads/recording-uploads.ts';
import { printJson, printLine } from './output.ts';
import { firstSignal } from './signals.ts';
import { UploadReporter, uploadJson, uploadText } from './upload-lines.ts';

export interface UploadOptions {
  /** Make failed and waiting uploads due, and send them. */
  readonly retry: boolean;
  readonly json: boolean;
}

/** Exit code 0 when nothing is left that is not verified or cancelled. */
export async function uploadCommand(
  config: EngineConfig,
  options: UploadOptions,
  log: Log,
): Promise<number> {
  const lock = tryLock(config.dataFolder);
  const state = openState(join(config.dataFolder, 'state.sqlite'), log);
  const uploads = new RecordingUploads({ config, state, log, onChange: () => undefined });
  try {
    if (!options.retry) {
      for (const view of uploads.snapshot().rows) {
        if (options.json) printJson(uploadJson(view));
        else printLine(uploadText(view));
      }
    } else if (lock === null) {
      const due = uploads.retry('all');
      const text = `${due} upload(s) are due again; the running recorder sends them, with the credentials that it was started with`;
      if (options.json) printJson({ type: 'requeued', due });
      else printLine(text);
      return 0;
    } else {
      await sendAll(uploads, options.json);
    }
    const { waiting, uploading, failed } = uploads.snapshot().counts;
    return waiting + uploading + failed === 0 ? 0 : 1;
  } finally {
    await uploads.stop();
    state.close();
    lock?.release();
  }
}

async function sendAll(uploads: RecordingUploads, json: boolean): Promise<void> {
  const reporter = new UploadReporter(() => uploads.snapshot().rows, json);
  uploads.retry('all');
  uploads.start();
  await Promise.race([uploads.settled(), firstSignal()]);
  reporter.stop();
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
