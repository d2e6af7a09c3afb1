import { Box, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import styles from '../../feed/feed-list.module.css';
import type { FeedView } from '../../feed/live-feed.ts';

const texts = strings.session.feed;

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
          {texts.leftOut(feed.rows.length, left)}
        </Text>
      )}
      {undecided > 0 && (
        <Text size="xs" c="dimmed" px="sm" pt={4}>
          {texts.undecided(undecided)}
        </Text>
      )}
      {shown === 0 && (
        <Text size="xs" c="dimmed" px="sm" pt={4}>
          {isLive && feed.rows.length === 0 ? texts.noneYet : texts.noneFits}
        </Text>
      )}
      <div className={styles['header']} aria-hidden>
        <span>{texts.arrived}</span>
        <span>{strings.messages.from}</span>
        <span>{strings.messages.topic}</span>
        <span className={styles['size']}>{strings.common.size}</span>
        <span>{texts.content}</span>
      </div>
    </Box>
  );
}
