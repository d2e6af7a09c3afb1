/** A recording on disk and its session in the state file, brought together again. */
import type { Manifest } from '../recording/manifest.ts';
import type { SessionRow, SessionsTable } from '../state/sessions-table.ts';

/**
 * The session that a recording belongs to, made anew from the manifest when the state file does not know
 * it: the folders are the truth, a state file that was lost takes no recording with it.
 *
 * @returns null for a room of a bare LiveKit server, or when the session has another recording by now
 */
export function adoptRecording(
  sessions: SessionsTable,
  folder: string,
  manifest: Manifest,
): SessionRow | null {
  const { session, project, recordingId } = manifest;
  if (session === null || project === null) return null;
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
  return row?.recordingId === recordingId ? row : null;
}
