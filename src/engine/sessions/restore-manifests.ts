/** Recordings without a readable manifest get one again when the recorder starts. */
import { basename, dirname } from 'node:path';
import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { UnfinishedRecording } from '../recording/folders.ts';
import { recordingIdOf } from '../recording/repair/rebuild-manifest.ts';
import { lacksManifest, type KnownOfRecording } from '../recording/repair/restore-manifest.ts';
import { safeName } from '../recording/safe-name.ts';
import type { RecordingWorker } from '../recording/worker-client.ts';
import type { StateDatabase } from '../state/state-database.ts';

/**
 * Never rejects: what cannot be restored is logged, and the others are recorded all the same.
 * @param folders Of recordings whose manifest could not be read.
 * @returns those that have one again
 */
export async function restoreManifests(
  folders: readonly string[],
  state: Pick<StateDatabase, 'sessions' | 'projects'>,
  worker: Pick<RecordingWorker, 'restoreManifest'>,
  log: Log,
): Promise<UnfinishedRecording[]> {
  const restored: UnfinishedRecording[] = [];
  for (const folder of folders) {
    try {
      if (!(await lacksManifest(folder))) continue;
      const manifest = await worker.restoreManifest(folder, knownOf(folder, state));
      if (manifest === null) log.warn('a recording has neither manifest nor segments', { folder });
      else {
        restored.push({ folder, manifest });
        const { recordingId } = manifest;
        log.warn('the manifest of a recording was made again', { folder, recordingId });
      }
    } catch (thrown) {
      const { code, message } = toRecorderError(thrown);
      log.warn('the manifest of a recording cannot be made again', {
        folder,
        code,
        error: message,
      });
    }
  }
  return restored;
}

/** By the recording's id; else the project at least, by the name of the folder that it lies in. */
function knownOf(
  folder: string,
  { sessions, projects }: Pick<StateDatabase, 'sessions' | 'projects'>,
): KnownOfRecording {
  const recordingId = recordingIdOf(folder);
  const row = recordingId === null ? null : sessions.byRecording(recordingId);
  const project =
    row === null
      ? projects.list().find(({ name }) => safeName(name) === basename(dirname(folder)))
      : (projects.get(row.projectId) ?? undefined);
  return {
    project: project === undefined ? null : { id: project.projectId, name: project.name },
    session:
      row === null
        ? null
        : { id: row.sessionId, name: row.name, startedAt: row.startedAt, comments: '' },
    roomName: row?.roomName ?? null,
    livekitUrl: project?.livekitUrl ?? null,
  };
}
