import type { WindowSession } from '../../shared/ipc/views.ts';
import { useRecorder } from './recorder-store.ts';

/** Whether the session is one of a SyncFlow server, which can be asked about devices and end it. */
export function useIsOfSyncflow({ projectId }: Pick<WindowSession, 'projectId'>): boolean {
  const project = useRecorder(({ snapshot }) =>
    snapshot?.projects.find((candidate) => candidate.projectId === projectId),
  );
  return project?.kind === 'syncflow';
}
