import { listUnfinished } from '../recording/folders.ts';
import type { SessionRow, SessionsTable } from '../state/sessions-table.ts';

/**
 * Recordings that an earlier run left open, and final ones whose upload was never written down. The
 * folders are the truth: a state file that was lost takes no recording with it.
 * @param isUploadKnown Whether the ledger has the recording.
 */
export async function adoptUnfinished(
  dataFolder: string,
  sessions: SessionsTable,
  isUploadKnown: (recordingId: string) => boolean,
  adopt: (row: SessionRow) => void,
): Promise<void> {
  for (const { folder, manifest } of await listUnfinished(dataFolder)) {
    const { session, project, recordingId } = manifest;
    if (session === null || project === null) continue;
    if (sessions.get(session.id) === null) {
      sessions.notice(
        {
          sessionId: session.id,
          projectId: project.id,
          roomName: manifest.room.name,
          name: session.name,
          source: 'manual',
          startedAt: session.startedAt,
        },
        Date.now(),
      );
      sessions.attachRecording(session.id, { recordingId, folder }, Date.now());
    }
    const row = sessions.get(session.id);
    if (row?.recordingId === recordingId) adopt(row);
  }
  for (const row of sessions.list({ state: 'ended' })) {
    if (row.recordingId !== null && !isUploadKnown(row.recordingId)) adopt(row);
  }
}
