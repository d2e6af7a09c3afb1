import type { UnfinishedRecording } from '../recording/folders.ts';
import type { SessionRow, SessionsTable } from '../state/sessions-table.ts';
import { adoptRecording } from './adopt-recording.ts';

/**
 * Recordings that an earlier run left open, and final ones whose upload was never written down. The
 * folders are the truth: a state file that was lost takes no recording with it.
 * @param isUploadKnown Whether the ledger has the recording.
 */
export function adoptUnfinished(
  unfinished: readonly UnfinishedRecording[],
  sessions: SessionsTable,
  isUploadKnown: (recordingId: string) => boolean,
  adopt: (row: SessionRow) => void,
): void {
  for (const { folder, manifest } of unfinished) {
    const row = adoptRecording(sessions, folder, manifest);
    if (row !== null) adopt(row);
  }
  for (const row of sessions.list({ state: 'ended' })) {
    if (row.recordingId !== null && !isUploadKnown(row.recordingId)) adopt(row);
  }
}
