/** What is shown from the disk, and the ways to more of it; nothing while the feed follows. */
import { Button, Group, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { FeedView } from '../../feed/live-feed.ts';
import type { History } from '../../feed/use-history.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';

const texts = strings.session.feed.history;

interface HistoryNoteProps {
  readonly history: History;
  readonly feed: FeedView;
  readonly isFrozen: boolean;
}

export function HistoryNote({ history, feed, isFrozen }: HistoryNoteProps): ReactElement | null {
  const { shown, busy, error } = history;
  if (!isFrozen) return null;
  const hasEarlier = shown?.moreBefore ?? feed.rows.length > 0;
  return (
    <>
      {error !== null && <ErrorNote error={error} about={texts.unreadable} />}
      <Group
        gap="xs"
        px="sm"
        py={4}
        justify="space-between"
        wrap="nowrap"
        data-history={shown !== null}
      >
        <Text size="xs" fw={600} role="status">
          {wordsOf(history)}
        </Text>
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-xs"
            variant="default"
            disabled={!hasEarlier || busy}
            leftSection={<IconArrowUp size={12} aria-hidden />}
            onClick={() => {
              history.earlier(feed.rows);
            }}
          >
            {texts.earlier}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={shown?.moreAfter !== true || busy}
            leftSection={<IconArrowDown size={12} aria-hidden />}
            onClick={history.later}
          >
            {texts.later}
          </Button>
        </Group>
      </Group>
    </>
  );
}

function wordsOf({ shown, busy }: History): string {
  if (shown === null) return busy ? strings.common.readingRecording : texts.still;
  return texts.shown(shown.at, shown.rows.length === 0, shown.isCut);
}
