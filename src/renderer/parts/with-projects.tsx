/** A page that works on SyncFlow's projects: says why not while the recorder does not run. */
import type { ReactElement, ReactNode } from 'react';
import type { WindowProject } from '../../shared/ipc/views.ts';
import { EngineNote } from '../pages/home/engine-note.tsx';
import { useRecorder } from '../state/recorder-store.ts';
import { Page } from './page.tsx';

interface WithProjectsProps {
  readonly title: string;
  readonly hint: string;
  readonly beside?: ReactNode;
  readonly children: (projects: readonly WindowProject[]) => ReactNode;
}

export function WithProjects({ title, hint, beside, children }: WithProjectsProps): ReactElement {
  const snapshot = useRecorder((state) => state.snapshot);
  const running = snapshot?.engine.state === 'running';
  return (
    <Page title={title} hint={hint} beside={running ? beside : undefined}>
      {snapshot !== null && !running && <EngineNote engine={snapshot.engine} />}
      {running && children(snapshot.projects)}
    </Page>
  );
}
