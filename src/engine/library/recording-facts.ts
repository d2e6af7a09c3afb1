import { resolve } from 'node:path';
import { storedFiles } from './stored-files.ts';
import type { StateDatabase } from '../state/state-database.ts';
import type { RecordingFacts } from './library.ts';

/** What the state file knows of recordings, as the library asks for it. */
export function recordingFacts(
  {
    deleted,
    uploads,
    uploadSummaries,
  }: Pick<StateDatabase, 'deleted' | 'uploads' | 'uploadSummaries'>,
  dataFolder: string,
): RecordingFacts {
  return {
    deleted: () => deleted.ids('deleted'),
    deletedManifest: (id) => {
      const row = deleted.get(id);
      if (row === null) return null;
      const { recordingId, folder, manifest } = row;
      return { recordingId, folder: resolve(dataFolder, folder), manifest };
    },
    storedFiles: (recordingId) => storedFiles(uploads, recordingId),
    uploadSummaries: (ids) => uploadSummaries.of(ids),
    uploadedRecordings: (which) => uploadSummaries.recordings(which),
  };
}
