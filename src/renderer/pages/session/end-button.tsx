import { Button } from '@mantine/core';
import { IconDoorExit } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { answerOf } from '../../state/call.ts';
import type { SessionHead } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';

const texts = strings.session.end;

/** Ends the session itself in SyncFlow, for everybody, after asking. */
export function EndButton({ session }: { readonly session: SessionHead }): ReactElement {
  const [asking, setAsking] = useState(false);
  const close = (): void => {
    setAsking(false);
  };
  const end = useAction(async () => {
    await answerOf(window.recorder.endSession(session.sessionId));
    close();
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDoorExit size={14} aria-hidden />}
        onClick={() => {
          setAsking(true);
        }}
      >
        {texts.action}
      </Button>
      <Confirm
        opened={asking}
        title={texts.ask}
        keepLabel={texts.keep}
        doLabel={texts.action}
        busy={end.busy}
        error={end.error}
        onKeep={close}
        onDo={() => {
          end.run();
        }}
      >
        {session.phase === 'stopped'
          ? texts.outcomeOfStopped(session.name)
          : texts.outcome(session.name)}
      </Confirm>
    </>
  );
}
