/** What can be done with a recording that was stopped by hand: go on with it, or finish it now. */
import { Button, Group } from '@mantine/core';
import { IconCheck, IconPlayerRecord } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { answerOf } from '../../state/call.ts';
import type { SessionHead } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';

export function StoppedActions({ session }: { readonly session: SessionHead }): ReactElement {
  const start = useAction(async () => {
    await answerOf(window.recorder.startSession(session.sessionId));
  });
  const finish = useAction(async () => {
    await answerOf(window.recorder.finaliseSession(session.sessionId));
  });
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        size="xs"
        leftSection={<IconPlayerRecord size={14} aria-hidden />}
        loading={start.busy}
        onClick={() => {
          start.run();
        }}
      >
        {strings.session.recordAgain}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconCheck size={14} aria-hidden />}
        loading={finish.busy}
        onClick={() => {
          finish.run();
        }}
      >
        {strings.session.finishNow}
      </Button>
    </Group>
  );
}
