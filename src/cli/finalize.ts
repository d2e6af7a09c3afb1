/**
 * `syncflow-recorder finalize [DIR…]`: closes recordings that were left open, for people and for
 * schedulers. Refuses what a live recorder holds.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RecorderError, viewOfError, type ErrorView } from '../shared/errors.ts';
import { MANIFEST_FILE } from '../shared/layout.ts';
import type { Log } from '../shared/log.ts';
import { finaliseRecording } from '../engine/recording/finalise.ts';
import {
  endReasonSchema,
  type EndReason,
  type RecordingStatus,
} from '../engine/recording/manifest.ts';
import {
  listOpenRecordings,
  readOpenRecording,
  type OpenRecording,
} from '../engine/recording/open-recordings.ts';
import { adoptRecording } from '../engine/sessions/adopt-recording.ts';
import { acquireInstanceLock, type InstanceLock } from '../engine/state/instance-lock.ts';
import type { SessionRow } from '../engine/state/sessions-table.ts';
import { openState, type StateDatabase } from '../engine/state/state-database.ts';
import { printJson, printLine } from './output.ts';

export interface FinalizeOptions {
  /** Recordings, or data folders. */
  readonly paths: readonly string[];
  /** In a data folder: only what nobody has written to for so long. */
  readonly olderThanMs: number;
  readonly json: boolean;
}

/**
 * finalised: now. final: it was before. held: a live recorder writes it, or will. recent: written to
 * not long ago, so its recorder may come back. failed: see `error`.
 */
type Outcome = 'finalised' | 'final' | 'held' | 'recent' | 'failed';

interface FinalizeResult {
  readonly type: 'finalize';
  readonly folder: string;
  readonly outcome: Outcome;
  readonly status: RecordingStatus | null;
  readonly error: ErrorView | null;
}

/** Exit code 0; 1 when something failed, or when a recording that was named is held. */
export async function finalizeCommand(options: FinalizeOptions, log: Log): Promise<number> {
  let exitCode = 0;
  for (const path of options.paths.map((one) => resolve(one))) {
    const named = existsSync(join(path, MANIFEST_FILE));
    const dataFolder = named ? dataFolderOf(path) : path;
    if (dataFolder !== null && !named && !existsSync(join(path, 'recordings'))) {
      throw new RecorderError('usage', `${path} is neither a recording nor a data folder`);
    }
    const place = openPlace(dataFolder, log);
    try {
      for await (const result of finalizeAt(path, named, place, options.olderThanMs)) {
        if (options.json) printJson(result);
        else printLine(textOf(result));
        if (result.outcome === 'failed' || (named && result.outcome === 'held')) exitCode = 1;
      }
    } finally {
      place.state?.close();
      place.lock?.release();
    }
  }
  return exitCode;
}

interface Place {
  /** Null where there is no state file: a copy of a recording, or `record`'s data folder. */
  readonly state: StateDatabase | null;
  readonly lock: InstanceLock | null;
  /** A recorder runs on this data folder. */
  readonly live: boolean;
}

function openPlace(dataFolder: string | null, log: Log): Place {
  if (dataFolder === null) return { state: null, lock: null, live: false };
  let lock: InstanceLock | null = null;
  try {
    lock = acquireInstanceLock(dataFolder);
  } catch (thrown) {
    if (!(thrown instanceof RecorderError) || thrown.code !== 'already-running') throw thrown;
  }
  const file = join(dataFolder, 'state.sqlite');
  const state = existsSync(file) ? openState(file, log) : null;
  return { state, lock, live: lock === null };
}

async function* finalizeAt(
  path: string,
  named: boolean,
  place: Place,
  olderThanMs: number,
): AsyncGenerator<FinalizeResult> {
  if (!named) {
    for (const open of await listOpenRecordings(path)) {
      const isRecent = Date.now() - open.lastWriteAt < olderThanMs;
      yield isRecent && !open.held ? resultOf(open.folder, 'recent') : await finalize(open, place);
    }
    return;
  }
  try {
    const open = await readOpenRecording(path);
    yield open === null ? resultOf(path, 'final') : await finalize(open, place);
  } catch (thrown) {
    yield { ...resultOf(path, 'failed'), error: viewOfError(thrown) };
  }
}

async function finalize(open: OpenRecording, { state, live }: Place): Promise<FinalizeResult> {
  const { folder, manifest, lastWriteAt, held } = open;
  try {
    const row = state === null ? null : adoptRecording(state.sessions, folder, manifest);
    if (held || (live && row?.state === 'wanted')) return resultOf(folder, 'held');
    // When its end was not noticed, everything since the last record may be missing.
    const ended = row?.state === 'ended';
    const { status } = await finaliseRecording(
      folder,
      endReasonOf(row),
      new Date(ended ? lastWriteAt : Date.now()),
      { recordedToEnd: false, undeclared: [] },
    );
    if (row !== null && row.state !== 'ended') {
      state?.sessions.setState(row.sessionId, 'ended', Date.now(), 'stale');
    }
    return { ...resultOf(folder, 'finalised'), status };
  } catch (thrown) {
    const isHeld = thrown instanceof RecorderError && thrown.code === 'recording-locked';
    return { ...resultOf(folder, isHeld ? 'held' : 'failed'), error: viewOfError(thrown) };
  }
}

function endReasonOf(row: SessionRow | null): EndReason {
  const known = endReasonSchema.safeParse(row?.state === 'ended' ? row.endReason : null);
  return known.data ?? 'stale';
}

/** `<data folder>/recordings/<project>/<recording>`; null when it does not lie in one. */
function dataFolderOf(recording: string): string | null {
  const dataFolder = resolve(recording, '../../..');
  const isOne = ['instance.lock', 'state.sqlite'].some((name) =>
    existsSync(join(dataFolder, name)),
  );
  return isOne ? dataFolder : null;
}

function resultOf(folder: string, outcome: Outcome): FinalizeResult {
  return { type: 'finalize', folder, outcome, status: null, error: null };
}

function textOf({ folder, outcome, status, error }: FinalizeResult): string {
  const line = `${outcome.padEnd(10)} ${status === null ? '' : `${status}  `}${folder}`;
  return error === null ? line : `${line}\n           ${error.message} ${error.fix}`;
}
