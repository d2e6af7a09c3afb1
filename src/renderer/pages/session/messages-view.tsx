/** What is being sent, as it arrives, and one message in full. */
import { Box, Stack } from '@mantine/core';
import { useMemo, useState, type ReactElement } from 'react';
import type { FeedRow } from '../../../shared/capture-protocol.ts';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { filterRows, noFilter } from '../../feed/feed-filter.ts';
import { FeedList } from '../../feed/feed-list.tsx';
import type { useFeed } from '../../feed/use-feed.ts';
import { FeedHeader } from './feed-header.tsx';
import { FeedToolbar } from './feed-toolbar.tsx';
import { MessagePanel } from './message-panel.tsx';
import { SessionCounters } from './session-counters.tsx';
import styles from './session-page.module.css';

interface MessagesViewProps {
  readonly session: WindowSession;
  readonly feed: ReturnType<typeof useFeed>;
}

export function MessagesView({ session, feed }: MessagesViewProps): ReactElement {
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
    <Stack gap="sm" flex={1} mih={0}>
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
  );
}
