import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { listRecordings } from './folders.ts';
import { readManifest, type Manifest } from './manifest.ts';

/** A recording as lists show it. */
export interface RecordingView {
  readonly folder: string;
  readonly manifest: Manifest;
  /** False: its local data was deleted; it lies in its destinations only. */
  readonly isLocal: boolean;
}

/** All recordings below a data folder whose manifest can be read; the others are named in the log. */
export async function readableRecordings(
  dataFolder: string,
  log: Log,
): Promise<readonly RecordingView[]> {
  const views: RecordingView[] = [];
  for (const folder of await listRecordings(dataFolder)) {
    try {
      views.push({ folder, manifest: await readManifest(folder), isLocal: true });
    } catch (thrown) {
      log.warn('a recording cannot be listed', { folder, error: toRecorderError(thrown).message });
    }
  }
  return views;
}
