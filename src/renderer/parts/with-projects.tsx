/** A page that works on SyncFlow's projects: says why not while the recorder does not run. */
import { IconServerOff } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import type { WindowProject } from '../../shared/ipc/views.ts';
import { strings } from '../../shared/strings/strings.ts';
import { EngineNote } from '../pages/home/engine-note.tsx';
import { useRecorder } from '../state/recorder-store.ts';
import { NothingYet } from './nothing-yet.tsx';
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
  const syncflow = snapshot?.projects.filter(({ kind }) => kind === 'syncflow') ?? [];
  return (
    <Page title={title} hint={hint} beside={running ? beside : undefined}>
      {snapshot !== null && !running && <EngineNote engine={snapshot.engine} />}
      {running && syncflow.length > 0 && children(syncflow)}
      {running && syncflow.length === 0 && (
        <NothingYet
          icon={IconServerOff}
          title={strings.parts.noProject.title}
          text={strings.parts.noProject.text}
        />
      )}
    </Page>
  );
}
