import { Button } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { answerOf } from '../../state/call.ts';
import type { SessionHead } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';

const texts = strings.session.stop;

/** Stops recording by hand, after asking. It can be taken up again while the session runs. */
export function StopButton({ session }: { readonly session: SessionHead }): ReactElement {
  const [asking, setAsking] = useState(false);
  const close = (): void => {
    setAsking(false);
  };
  const stop = useAction(async () => {
    await answerOf(window.recorder.stopSession(session.sessionId));
    close();
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlayerStop size={14} aria-hidden />}
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
        busy={stop.busy}
        error={stop.error}
        onKeep={close}
        onDo={() => {
          stop.run();
        }}
      >
        {texts.outcome(session.name)}
      </Confirm>
    </>
  );
}
