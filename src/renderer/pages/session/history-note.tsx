/** What is shown from the disk, and the ways to more of it; nothing while the feed follows. */
import { Button, Group, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { FeedView } from '../../feed/use-feed.ts';
import type { History } from '../../feed/use-history.ts';
import { timeOfDay } from '../../../shared/format/times.ts';
import { ErrorNote } from '../../parts/error-note.tsx';

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
      {error !== null && <ErrorNote error={error} about="The recording could not be read here" />}
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
            Earlier
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={shown?.moreAfter !== true || busy}
            leftSection={<IconArrowDown size={12} aria-hidden />}
            onClick={history.later}
          >
            Later
          </Button>
        </Group>
      </Group>
    </>
  );
}

function wordsOf({ shown, busy }: History): string {
  if (shown === null) return busy ? 'Reading the recording…' : 'This view holds still.';
  const from = shown.at === null ? 'Scrolled back' : `From ${timeOfDay(shown.at)}`;
  const rows = shown.rows.length === 0 ? ': no message stands there' : '';
  const cut = shown.isCut ? ' The search was long and stopped before its end.' : '';
  return `${from}, read from the recording${rows}.${cut}`;
}
