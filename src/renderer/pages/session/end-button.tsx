import { Button } from '@mantine/core';
import { IconDoorExit } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';

/** Ends the session itself in SyncFlow, for everybody, after asking. */
export function EndButton({ session }: { readonly session: WindowSession }): ReactElement {
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
        End session
      </Button>
      <Confirm
        opened={asking}
        title="End this session for everybody?"
        keepLabel="Keep it running"
        doLabel="End session"
        busy={end.busy}
        error={end.error}
        onKeep={close}
        onDo={() => {
          end.run();
        }}
      >
        All devices and learners are sent out of “{session.name}”, and SyncFlow closes it for good.{' '}
        {session.phase === 'stopped'
          ? 'What was recorded until you stopped is finished, checked and uploaded; what was sent since then is missing, and the receipt says so.'
          : 'The recording ends with it: the last messages are written, every file is read again and checked, then it is uploaded. The receipt is under Recordings.'}
      </Confirm>
    </>
  );
}
