/** What is being sent, as it arrives or read back from the recording, and one message in full. */
import { Box, Stack } from '@mantine/core';
import { useMemo, useState, type ReactElement } from 'react';
import type { FeedRow } from '../../../shared/capture-protocol.ts';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { filterRows, type FeedFilter } from '../../feed/feed-filter.ts';
import { FeedList } from '../../feed/feed-list.tsx';
import type { useFeed } from '../../feed/use-feed.ts';
import type { History } from '../../feed/use-history.ts';
import { FeedHeader } from './feed-header.tsx';
import { FeedToolbar } from './feed-toolbar.tsx';
import { HistoryNote } from './history-note.tsx';
import { MessagePanel } from './message-panel.tsx';
import { SessionCounters } from './session-counters.tsx';
import panes from '../../parts/panes.module.css';
import styles from './session-page.module.css';

interface MessagesViewProps {
  readonly session: WindowSession;
  readonly feed: ReturnType<typeof useFeed>;
  readonly history: History;
  readonly filter: FeedFilter;
  readonly onFilter: (filter: FeedFilter) => void;
}

export function MessagesView(props: MessagesViewProps): ReactElement {
  const { session, feed, history, filter, onFilter } = props;
  // The message itself: it stays open when a filter or newer messages take its row away.
  const [selected, setSelected] = useState<FeedRow | null>(null);
  const held = history.shown?.rows ?? feed.rows;
  const { rows, undecided } = useMemo(() => filterRows(held, filter), [held, filter]);
  const select = (row: FeedRow): void => {
    // What somebody reads must not slide away.
    feed.freeze();
    setSelected(row);
  };
  const resume = (): void => {
    if (history.shown?.moreAfter === true) {
      history.later();
      return;
    }
    history.leave();
    feed.resume();
  };
  const isFrozen = feed.frozen || history.shown !== null;
  return (
    <Stack gap="sm" flex={1} mih={0}>
      <SessionCounters session={session} shown={feed.received} />
      <FeedToolbar
        feed={feed}
        isFrozen={isFrozen}
        onResume={() => {
          history.leave();
          feed.resume();
        }}
        filter={filter}
        onFilter={onFilter}
      />
      <Box className={panes['panes']} data-open={selected !== null}>
        <Box className={styles['feed']}>
          <Box>
            <HistoryNote history={history} feed={feed} isFrozen={isFrozen} />
            <FeedHeader
              shown={rows.length}
              feed={feed}
              isLive={history.shown === null}
              undecided={undecided}
            />
          </Box>
          <FeedList
            rows={rows}
            frozen={isFrozen}
            selected={selected?.record ?? null}
            onSelect={select}
            onFreeze={feed.freeze}
            onResume={resume}
            onTop={() => {
              history.earlier(feed.rows);
            }}
            focus={history.shown?.focus ?? null}
          />
        </Box>
        {selected !== null && session.recordingId !== null && (
          <MessagePanel
            key={`${selected.lane ?? 'a'} ${selected.record}`}
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
