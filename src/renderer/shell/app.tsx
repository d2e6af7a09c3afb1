import { Center, Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import { FirstRun } from '../pages/first-run/first-run.tsx';
import { useRecorder } from '../state/recorder-store.ts';
import { Shell } from './shell.tsx';

export function App(): ReactElement {
  const engineState = useRecorder(({ snapshot }) => snapshot?.engine.state);
  if (engineState === undefined) {
    return (
      <Center h="100%">
        <Loader aria-label={strings.common.starting} />
      </Center>
    );
  }
  return engineState === 'not-set-up' ? <FirstRun /> : <Shell />;
}
