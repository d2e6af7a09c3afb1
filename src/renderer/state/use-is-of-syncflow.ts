import type { WindowSession } from '../../shared/ipc/views.ts';
import { useRecorder } from './recorder-store.ts';

/** Whether the session is one of a SyncFlow server, which can be asked about devices and end it. */
export function useIsOfSyncflow({ projectId }: Pick<WindowSession, 'projectId'>): boolean {
  // The answer, not the project: that is another object in each snapshot.
  return useRecorder(
    ({ snapshot }) =>
      snapshot?.projects.find((candidate) => candidate.projectId === projectId)?.kind ===
      'syncflow',
  );
}
