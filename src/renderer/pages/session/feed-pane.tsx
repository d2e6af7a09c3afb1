/** The rows and what is said of them. All that is drawn anew with each batch of messages. */
import { Box } from '@mantine/core';
import { memo, useMemo, type ReactElement } from 'react';
import type { FeedRow } from '../../../shared/feed-row.ts';
import { filterRows, type FeedFilter } from '../../feed/feed-filter.ts';
import { FeedList } from '../../feed/feed-list.tsx';
import type { FeedView, LiveFeed } from '../../feed/live-feed.ts';
import { useFeedPart } from '../../feed/use-feed.ts';
import type { History } from '../../feed/use-history.ts';
import { FeedHeader } from './feed-header.tsx';
import { HistoryNote } from './history-note.tsx';
import styles from './session-page.module.css';

interface FeedPaneProps {
  readonly feed: LiveFeed;
  readonly history: History;
  readonly filter: FeedFilter;
  readonly selected: number | null;
  /** The same function each time. */
  readonly onSelect: (row: FeedRow) => void;
}

const whole = (view: FeedView): FeedView => view;

export const FeedPane = memo(function FeedPane(props: FeedPaneProps): ReactElement {
  const { feed, history, filter, selected, onSelect } = props;
  const view = useFeedPart(feed, whole);
  const held = history.shown?.rows ?? view.rows;
  const { rows, undecided } = useMemo(() => filterRows(held, filter), [held, filter]);
  const isFrozen = view.frozen || history.shown !== null;
  return (
    <Box className={styles['feed']}>
      <Box>
        <HistoryNote history={history} feed={view} isFrozen={isFrozen} />
        <FeedHeader
          shown={rows.length}
          feed={view}
          isLive={history.shown === null}
          undecided={undecided}
        />
      </Box>
      <FeedList
        rows={rows}
        frozen={isFrozen}
        selected={selected}
        onSelect={(row) => {
          // What somebody reads must not slide away.
          feed.freeze(view);
          onSelect(row);
        }}
        onFreeze={() => {
          feed.freeze(view);
        }}
        onResume={() => {
          if (history.shown?.moreAfter === true) {
            history.later();
            return;
          }
          history.leave();
          feed.resume();
        }}
        onTop={() => {
          history.earlier(view.rows);
        }}
        focus={history.shown?.focus ?? null}
      />
    </Box>
  );
});
