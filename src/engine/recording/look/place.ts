/** Where the journal of a session lies, for whoever looks at it. */
import { RecorderError } from '../../../shared/errors.ts';
import type { SessionView } from '../../../shared/snapshot.ts';
import type { Looked } from './looks.ts';

export interface Place {
  readonly recordingId: string;
  readonly looked: Looked;
}

/**
 * Null: nothing of it is on disk yet.
 * @throws RecorderError `session-unknown`
 */
export function placeOf(views: readonly SessionView[], sessionId: string): Place | null {
  const view = views.find((one) => one.sessionId === sessionId);
  if (view === undefined) {
    throw new RecorderError('session-unknown', `No session with the id ${sessionId} is known.`, {
      sessionId,
    });
  }
  const { recordingId, folder, lane } = view;
  if (recordingId === null || folder === null) return null;
  return { recordingId, looked: { folder, lane, synced: syncedOf(view) } };
}

/** The last record that can change no more; of a journal that is closed, any. */
function syncedOf({ counters, phase }: SessionView): number {
  if (counters !== null) return counters.journal.synced;
  return phase === 'ended' ? Number.MAX_SAFE_INTEGER : 0;
}
