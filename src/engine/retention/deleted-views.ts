import { resolve } from 'node:path';
import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { parseManifest } from '../recording/manifest.ts';
import type { RecordingView } from '../recording/readable-recordings.ts';
import type { DeletedRecordings } from '../state/deleted-recordings.ts';

/** Recordings that lie in their destinations only, with the manifests that they had here. */
export function deletedRecordings(
  deleted: DeletedRecordings,
  dataFolder: string,
  log: Log,
): RecordingView[] {
  return deleted.list('deleted').flatMap(({ folder, manifest, recordingId }) => {
    try {
      const path = resolve(dataFolder, folder);
      return [{ folder: path, manifest: parseManifest(manifest, path), isLocal: false }];
    } catch (thrown) {
      const { message: error } = toRecorderError(thrown);
      log.warn('a deleted recording cannot be listed', { recordingId, error });
      return [];
    }
  });
}
