import { Box, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { count } from '../../../shared/format/numbers.ts';
import styles from '../../feed/feed-list.module.css';
import type { FeedView } from '../../feed/use-feed.ts';

/** Headings of the rows; above them what this view leaves out, so that nobody takes it for the whole. */
export function FeedHeader({
  shown,
  feed,
  isLive,
  undecided,
}: {
  readonly shown: number;
  readonly feed: FeedView;
  /** Not what is read back from the disk. */
  readonly isLive: boolean;
  /** Rows whose filtered field stands in the part that is not here. */
  readonly undecided: number;
}): ReactElement {
  const left = feed.dropped + feed.skipped;
  return (
    <Box>
      {isLive && left > 0 && (
        <Text size="xs" c="dimmed" px="sm" pt={4}>
          This view holds the newest {count(feed.rows.length)} messages; {count(left)} older or too
          quick to show are in the recording.
        </Text>
      )}
      {undecided > 0 && (
        <Text size="xs" c="dimmed" px="sm" pt={4}>
          {count(undecided)} long messages are left out: the field may stand in the part that is not
          shown here.
        </Text>
      )}
      {shown === 0 && (
        <Text size="xs" c="dimmed" px="sm" pt={4}>
          {isLive && feed.rows.length === 0
            ? 'Messages appear here as they arrive, from now on. Earlier ones are in the recording.'
            : 'No message fits this filter.'}
        </Text>
      )}
      <div className={styles['header']} aria-hidden>
        <span>Arrived</span>
        <span>From</span>
        <span>Topic</span>
        <span className={styles['size']}>Size</span>
        <span>Content</span>
      </div>
    </Box>
  );
}
