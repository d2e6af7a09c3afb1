/** What can be done with a session as a whole, and its light. */
import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { LightBadge } from '../../parts/light-badge.tsx';
import { answerOf } from '../../state/call.ts';
import { useRecorder, useSession, type SessionHead } from '../../state/recorder-store.ts';
import { isLive, lightOf } from '../../state/recording-light.ts';
import { useAction } from '../../state/use-action.ts';
import { useIsOfSyncflow } from '../../state/use-is-of-syncflow.ts';
import { useNow } from '../../state/use-now.ts';
import { EndButton } from './end-button.tsx';
import { StopButton } from './stop-button.tsx';
import { StoppedActions } from './stopped-actions.tsx';

interface SessionActionsProps {
  readonly session: SessionHead;
}

export function SessionActions({ session }: SessionActionsProps): ReactElement {
  const { recordingId, phase } = session;
  const open = useAction(async (id: string) => {
    await answerOf(window.recorder.openRecordingFolder(id));
  });
  const isOfSyncflow = useIsOfSyncflow(session);
  const isRunning = isLive(session) && phase !== 'finalising';
  return (
    <Group gap="xs" wrap="nowrap" flex="none">
      {recordingId !== null && (
        <Tooltip label={strings.session.openFolder}>
          <ActionIcon
            size={30}
            variant="default"
            aria-label={strings.session.openFolder}
            onClick={() => {
              open.run(recordingId);
            }}
          >
            <IconFolderOpen size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {phase === 'stopped' && <StoppedActions session={session} />}
      {isLive(session) && phase !== 'stopped' && <StopButton session={session} />}
      {isRunning && isOfSyncflow && <EndButton session={session} />}
      <SessionLight sessionId={session.sessionId} />
    </Group>
  );
}

function SessionLight({ sessionId }: { readonly sessionId: string }): ReactElement | null {
  const now = useNow();
  const receivedAt = useRecorder((state) => state.receivedAt);
  const session = useSession(sessionId);
  if (session === undefined) return null;
  return <LightBadge light={lightOf(session, now, now - receivedAt)} size="xl" />;
}
