import { mkdir, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import type { EngineConfig } from '../config/config.ts';
import { BEGIN_PER_RESERVE } from '../disk.ts';
import { pathExists } from '../path-exists.ts';
import { syncFolder } from '../recording/durable-write.ts';
import { fetchRecording } from '../restore/fetch-recording.ts';
import { folderRecording } from '../restore/folder-recording.ts';
import { s3Recording } from '../restore/s3-recording.ts';
import type { StoredRecording } from '../restore/stored-recording.ts';
import { diskError } from '../state/disk-error.ts';
import type { StateDatabase } from '../state/state-database.ts';
import { pathOfKey } from '../uploads/folder-path.ts';

export interface BringBackOptions {
  readonly config: Pick<EngineConfig, 'dataFolder' | 'projects' | 'plainHosts' | 'journal'>;
  readonly state: StateDatabase;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  readonly onTotal: (bytes: number) => void;
}

/**
 * Brings a recording back to where it lay before its local data was deleted: from the folder when its
 * project has one that is there, else from the bucket. Its days begin anew.
 *
 * @throws RecorderError `usage` when it was not deleted; else as `fetchRecording`
 */
export async function bringBack(recordingId: string, options: BringBackOptions): Promise<void> {
  const { state, config, signal, onBytes, onTotal } = options;
  const deleted = state.deleted.get(recordingId);
  if (deleted?.state !== 'deleted') {
    throw new RecorderError(
      'usage',
      'This recording is not one that lies in its destinations only.',
    );
  }
  const target = resolve(config.dataFolder, deleted.folder);
  // Not in its place before it is whole: a start in between would take it for one that lost its manifest.
  const out = join(config.dataFolder, 'fetching', recordingId);
  const reserveBytes = config.journal.reserveBytes * BEGIN_PER_RESERVE;
  let failure: unknown = new RecorderError('usage', 'Its project has no destination any more.');
  for (const stored of storedIn(deleted.projectId, recordingId, options)) {
    try {
      await fetchRecording(stored, { out, signal, onBytes, onTotal, reserveBytes });
      await moveInto(out, target);
      state.deleted.setState(recordingId, 'fetched', Date.now());
      return;
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      failure = thrown;
    } finally {
      stored.close();
    }
  }
  throw failure;
}

async function moveInto(from: string, to: string): Promise<void> {
  if (await pathExists(to)) throw new RecorderError('fetch-conflict', `${to} is there already.`);
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await rename(from, to);
    await syncFolder(dirname(to));
  } catch (thrown) {
    throw diskError(thrown, `${to} cannot be written`);
  }
}

/** Where it is verified, the nearest first. */
function* storedIn(
  projectId: string,
  recordingId: string,
  { state, config }: BringBackOptions,
): Generator<StoredRecording> {
  const project = config.projects.find((one) => one.projectId === projectId);
  const keyIn = (destination: 's3' | 'folder'): string | null => {
    const row = state.uploads.find(recordingId, destination, MANIFEST_FILE);
    return row?.state === 'verified' ? (row.storedKey ?? row.objectKey) : null;
  };
  const [copied, uploaded] = [keyIn('folder'), keyIn('s3')];
  const folder = project?.uploadFolder ?? null;
  if (folder !== null && copied !== null) yield folderRecording(pathOfKey(folder, copied));
  const s3 = project?.s3 ?? null;
  if (s3 !== null && uploaded !== null) {
    yield s3Recording({ config: s3, plainHosts: config.plainHosts, manifestKey: uploaded });
  }
}
