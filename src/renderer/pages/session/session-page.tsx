/** One session, live: how its recording stands, and what is being sent. */
import { Box, Button, Group, Stack } from '@mantine/core';
import { IconFolderOpen, IconInbox } from '@tabler/icons-react';
import { useMemo, useState, type ReactElement } from 'react';
import type { FeedRow } from '../../../shared/capture-protocol.ts';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { filterRows, noFilter } from '../../feed/feed-filter.ts';
import { FeedList } from '../../feed/feed-list.tsx';
import { useFeed } from '../../feed/use-feed.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LightBadge } from '../../parts/light-badge.tsx';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { Page } from '../../parts/page.tsx';
import { answerOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { isLive, lightOf } from '../../state/recording-light.ts';
import { useAction } from '../../state/use-action.ts';
import { useNow } from '../../state/use-now.ts';
import { FeedHeader } from './feed-header.tsx';
import { FeedToolbar } from './feed-toolbar.tsx';
import { MessagePanel } from './message-panel.tsx';
import { SessionCounters } from './session-counters.tsx';
import { StopButton } from './stop-button.tsx';
import { StoppedActions } from './stopped-actions.tsx';
import styles from './session-page.module.css';

export function SessionPage({ sessionId }: { readonly sessionId: string }): ReactElement {
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
  return <OpenSession session={session} />;
}

function OpenSession({ session }: { readonly session: WindowSession }): ReactElement {
  const feed = useFeed(session.recordingId);
  const [filter, setFilter] = useState(noFilter);
  // The message itself: it stays open when a filter or newer messages take its row away.
  const [selected, setSelected] = useState<FeedRow | null>(null);
  const shown = useMemo(() => filterRows(feed.rows, filter), [feed.rows, filter]);
  const select = (row: FeedRow): void => {
    // What somebody reads must not slide away.
    feed.freeze();
    setSelected(row);
  };
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
        <SessionCounters session={session} shown={feed.received} />
        <FeedToolbar feed={feed} filter={filter} onFilter={setFilter} />
        <Box className={styles['panes']} data-open={selected !== null}>
          <Box className={styles['feed']}>
            <FeedHeader shown={shown.length} feed={feed} />
            <FeedList
              rows={shown}
              frozen={feed.frozen}
              selected={selected?.record ?? null}
              onSelect={select}
              onFreeze={feed.freeze}
              onResume={feed.resume}
            />
          </Box>
          {selected !== null && session.recordingId !== null && (
            <MessagePanel
              key={selected.record}
              recordingId={session.recordingId}
              row={selected}
              onClose={() => {
                setSelected(null);
              }}
            />
          )}
        </Box>
      </Stack>
    </Page>
  );
}

function SessionActions({ session }: { readonly session: WindowSession }): ReactElement {
  const now = useNow();
  const receivedAt = useRecorder((state) => state.receivedAt);
  const { recordingId } = session;
  const open = useAction(async (id: string) => {
    await answerOf(window.recorder.openRecordingFolder(id));
  });
  return (
    <Group gap="xs" wrap="nowrap">
      {recordingId !== null && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFolderOpen size={14} aria-hidden />}
          onClick={() => {
            open.run(recordingId);
          }}
        >
          Folder
        </Button>
      )}
      {session.phase === 'stopped' && <StoppedActions session={session} />}
      {isLive(session) && session.phase !== 'stopped' && <StopButton session={session} />}
      <LightBadge light={lightOf(session, now, now - receivedAt)} size="xl" />
    </Group>
  );
}
