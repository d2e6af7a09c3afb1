/** One session, live: how its recording stands, what is being sent, and which devices are there. */
import { Stack, Tabs } from '@mantine/core';
import { IconDevices, IconInbox, IconMessages } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { useFeed } from '../../feed/use-feed.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { Page } from '../../parts/page.tsx';
import type { SessionPart } from '../../state/navigation.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useIsOfSyncflow } from '../../state/use-is-of-syncflow.ts';
import { DevicesView } from './devices-view.tsx';
import { MessagesView } from './messages-view.tsx';
import { SessionActions } from './session-actions.tsx';
import styles from './session-page.module.css';
import { usePing } from './use-ping.ts';

interface SessionPageProps {
  readonly sessionId: string;
  /** What is looked at first. */
  readonly first: SessionPart;
}

export function SessionPage({ sessionId, first }: SessionPageProps): ReactElement {
  const session = useRecorder(({ snapshot }) =>
    snapshot?.sessions.find((candidate) => candidate.sessionId === sessionId),
  );
  if (session === undefined) {
    return (
      <Page title="Session">
        <NothingYet
          icon={IconInbox}
          title="This session is not known any more"
          text="What was recorded of it is under Recordings."
        />
      </Page>
    );
  }
  return <OpenSession session={session} first={first} />;
}

interface OpenSessionProps {
  readonly session: WindowSession;
  readonly first: SessionPart;
}

function OpenSession({ session, first }: OpenSessionProps): ReactElement {
  const [view, setView] = useState<SessionPart>(first);
  const feed = useFeed(session.recordingId);
  const ping = usePing(session.sessionId);
  const hasDesk = useIsOfSyncflow(session);
  return (
    <Page
      title={session.name}
      hint={session.name === session.roomName ? '' : `Room ${session.roomName}`}
      beside={<SessionActions session={session} />}
      fixed
    >
      <Stack h="100%" gap="sm">
        {session.error !== null && (
          <ErrorNote
            error={session.error}
            about="This session is not being recorded right now"
            safety="What was recorded before is safe on this disk."
          />
        )}
        {session.warning !== null && (
          <ErrorNote
            error={session.warning}
            about="One of the two recorders of this session is down"
            safety="The other one records: nothing is lost as long as it does."
          />
        )}
        <Tabs
          value={view}
          onChange={(chosen) => {
            setView(chosen === 'devices' ? 'devices' : 'messages');
          }}
          keepMounted={false}
          classNames={{ root: styles['tabs'] ?? '', panel: styles['panel'] ?? '' }}
        >
          <Tabs.List mb="sm">
            <Tabs.Tab value="messages" leftSection={<IconMessages size={16} aria-hidden />}>
              Messages
            </Tabs.Tab>
            {hasDesk && (
              <Tabs.Tab value="devices" leftSection={<IconDevices size={16} aria-hidden />}>
                Who is there
              </Tabs.Tab>
            )}
          </Tabs.List>
          <Tabs.Panel value="messages">
            <MessagesView session={session} feed={feed} />
          </Tabs.Panel>
          {hasDesk && (
            <Tabs.Panel value="devices">
              <DevicesView session={session} ping={ping} />
            </Tabs.Panel>
          )}
        </Tabs>
      </Stack>
    </Page>
  );
}
