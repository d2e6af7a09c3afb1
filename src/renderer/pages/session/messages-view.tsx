/** What is being sent, as it arrives or read back from the recording, and one message in full. */
import { Box, Stack } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { FeedRow } from '../../../shared/feed-row.ts';
import type { FeedFilter } from '../../feed/feed-filter.ts';
import type { LiveFeed } from '../../feed/live-feed.ts';
import type { History } from '../../feed/use-history.ts';
import panes from '../../parts/panes.module.css';
import { FeedPane } from './feed-pane.tsx';
import { FeedToolbar } from './feed-toolbar.tsx';
import { MessagePanel } from './message-panel.tsx';
import { SessionCounters } from './session-counters.tsx';

interface MessagesViewProps {
  readonly sessionId: string;
  readonly recordingId: string | null;
  readonly feed: LiveFeed;
  readonly history: History;
  readonly filter: FeedFilter;
  readonly onFilter: (filter: FeedFilter) => void;
}

export function MessagesView(props: MessagesViewProps): ReactElement {
  const { sessionId, recordingId, feed, history, filter, onFilter } = props;
  // The message itself: it stays open when a filter or newer messages take its row away.
  const [selected, setSelected] = useState<FeedRow | null>(null);
  return (
    <Stack gap="sm" flex={1} mih={0} data-message-open={selected !== null}>
      <SessionCounters sessionId={sessionId} feed={feed} />
      <FeedToolbar feed={feed} history={history} filter={filter} onFilter={onFilter} />
      <Box className={panes['panes']} data-open={selected !== null}>
        <FeedPane
          feed={feed}
          history={history}
          filter={filter}
          selected={selected?.record ?? null}
          onSelect={setSelected}
        />
        {selected !== null && recordingId !== null && (
          <MessagePanel
            key={`${selected.lane ?? 'a'} ${selected.record}`}
            recordingId={recordingId}
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
