import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';

/** Stops recording by hand, after asking. It can be taken up again while the session runs. */
export function StopButton({ session }: { readonly session: WindowSession }): ReactElement {
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
        Stop recording
      </Button>
      <Modal opened={asking} onClose={close} title="Stop recording this session?" centered>
        <Stack gap="sm">
          <Text size="sm">
            The session “{session.name}” itself goes on in SyncFlow; what is sent from now on is not
            recorded, and the receipt will say so. What was recorded is kept. You can record again
            while the session runs.
          </Text>
          {stop.error !== null && <ErrorNote error={stop.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              Keep recording
            </Button>
            <Button
              color="orange"
              loading={stop.busy}
              onClick={() => {
                stop.run();
              }}
            >
              Stop recording
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
