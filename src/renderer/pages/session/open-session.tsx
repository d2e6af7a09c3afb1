/** The page of a session that is known: its parts, and what they have in common. */
import { Group, Stack, Tabs } from '@mantine/core';
import {
  IconChartLine,
  IconDevices,
  IconMessages,
  IconNote,
  IconTimeline,
} from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { noFilter } from '../../feed/feed-filter.ts';
import { useFeed } from '../../feed/use-feed.ts';
import { useHistory } from '../../feed/use-history.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { IconTab } from '../../parts/icon-tab.tsx';
import { Page } from '../../parts/page.tsx';
import { sessionParts, type SessionPart } from '../../state/navigation.ts';
import type { SessionHead } from '../../state/recorder-store.ts';
import { isLive } from '../../state/recording-light.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { useIsOfSyncflow } from '../../state/use-is-of-syncflow.ts';
import { DevicesView } from './devices-view.tsx';
import { MessagesView } from './messages-view.tsx';
import { NoteButtons } from './notes/note-buttons.tsx';
import { NoteLine } from './notes/note-line.tsx';
import { NoteSaid } from './notes/note-said.tsx';
import { NotesView } from './notes/notes-view.tsx';
import { useNoteKeys } from './notes/use-note-keys.ts';
import { useNotes } from './notes/use-notes.ts';
import { PlotView } from './plot/plot-view.tsx';
import { usePlot } from './plot/use-plot.ts';
import { SessionActions } from './session-actions.tsx';
import styles from './session-page.module.css';
import { TimelineView } from './timeline/timeline-view.tsx';
import { usePing } from './use-ping.ts';

const texts = strings.session;

/** The timeline and the notes are read again this often while they are looked at. */
const LOOK_EVERY_MS = 2000;

interface OpenSessionProps {
  readonly session: SessionHead;
  readonly first: SessionPart;
}

export function OpenSession({ session, first }: OpenSessionProps): ReactElement {
  const { sessionId, recordingId } = session;
  const [view, setView] = useState<SessionPart>(first);
  const [filter, setFilter] = useState(noFilter);
  const feed = useFeed(recordingId);
  const history = useHistory(sessionId, filter);
  const ping = usePing(sessionId);
  const plot = usePlot(feed);
  const notes = useNotes(sessionId);
  const markers = useAnswer('markers', () => window.recorder.markers());
  const hasDesk = useIsOfSyncflow(session);
  const canNote = isLive(session) && recordingId !== null;
  useNoteKeys(notes, markers.data, canNote);
  const isLookedAt = view === 'timeline' || view === 'notes';
  const timeline = useAnswer(
    `${sessionId} ${isLookedAt}`,
    () => window.recorder.timeline(sessionId),
    isLookedAt && isLive(session) ? LOOK_EVERY_MS : null,
  );
  const seek = (at: number): void => {
    history.seek(at);
    setView('messages');
  };
  return (
    <Page
      title={session.name}
      hint={session.name === session.roomName ? '' : texts.room(session.roomName)}
      beside={<SessionActions session={session} />}
      fixed
    >
      <Stack h="100%" gap="sm">
        <Troubles session={session} />
        <Tabs
          value={view}
          onChange={(chosen) => {
            setView(sessionParts.find((part) => part === chosen) ?? 'messages');
          }}
          keepMounted={false}
          classNames={{ root: styles['tabs'] ?? '', panel: styles['panel'] ?? '' }}
        >
          <Group justify="space-between" wrap="nowrap" align="flex-end" mb="sm" gap="xs">
            <Tabs.List flex={1}>
              <IconTab value="messages" label={strings.common.messages} icon={IconMessages} />
              <IconTab value="timeline" label={texts.parts.timeline} icon={IconTimeline} />
              <IconTab value="plot" label={texts.parts.plot} icon={IconChartLine} />
              <IconTab value="notes" label={texts.parts.notes} icon={IconNote} />
              {hasDesk && (
                <IconTab value="devices" label={strings.common.whoIsThere} icon={IconDevices} />
              )}
            </Tabs.List>
            {canNote && (
              <NoteButtons notes={notes} markers={markers.data} onMarkers={markers.reload} />
            )}
          </Group>
          <Stack gap="xs" mb={notes.openedAt !== null || notes.last !== null ? 'xs' : 0}>
            <NoteLine notes={notes} />
            <NoteSaid notes={notes} sessionId={sessionId} />
          </Stack>
          <Tabs.Panel value="messages">
            <MessagesView
              sessionId={sessionId}
              recordingId={recordingId}
              feed={feed}
              history={history}
              filter={filter}
              onFilter={setFilter}
            />
          </Tabs.Panel>
          <Tabs.Panel value="timeline">
            <TimelineView answer={timeline} onSeek={seek} />
          </Tabs.Panel>
          <Tabs.Panel value="plot">
            <PlotView feed={feed} plot={plot} />
          </Tabs.Panel>
          <Tabs.Panel value="notes">
            <NotesView notes={notes} taken={timeline.data?.notes ?? []} onSeek={seek} />
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

function Troubles({ session }: { readonly session: SessionHead }): ReactElement {
  return (
    <>
      {session.error !== null && (
        <ErrorNote error={session.error} about={texts.notRecorded} safety={texts.recordedIsSafe} />
      )}
      {session.warning !== null && (
        <ErrorNote error={session.warning} about={texts.laneDown} safety={texts.otherLaneRecords} />
      )}
    </>
  );
}
