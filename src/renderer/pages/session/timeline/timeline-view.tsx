/** The session from its beginning: who sent how much when, who came and went, gaps, notes. */
import { Group, Loader, Paper, Stack, Text } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Timeline } from '../../../../shared/timeline.ts';
import { count, plural } from '../../../../shared/format/numbers.ts';
import { span } from '../../../../shared/format/times.ts';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { NothingYet } from '../../../parts/nothing-yet.tsx';
import type { Answer } from '../../../state/use-answer.ts';
import { TimelineEvents } from './timeline-events.tsx';
import { TimelineLanes } from './timeline-lanes.tsx';

interface TimelineViewProps {
  readonly answer: Answer<Timeline | null>;
  readonly onSeek: (at: number) => void;
}

export function TimelineView({ answer, onSeek }: TimelineViewProps): ReactElement {
  const { data: timeline, error, busy } = answer;
  if (timeline === null) {
    if (error !== null) return <ErrorNote error={error} about="The timeline cannot be read" />;
    if (busy) {
      return (
        <Group gap="sm">
          <Loader size="sm" aria-hidden />
          <Text size="sm">Reading the recording…</Text>
        </Group>
      );
    }
    return (
      <NothingYet
        icon={IconTimeline}
        title="Nothing is recorded yet"
        text="The timeline begins with the first message."
      />
    );
  }
  return (
    <Stack gap="xs" flex={1} mih={0}>
      <Text size="sm">{summary(timeline)}</Text>
      <Paper p="sm" mah="55%" style={{ overflow: 'auto' }}>
        <TimelineLanes timeline={timeline} onSeek={onSeek} />
        {timeline.others > 0 && (
          <Text size="xs" c="dimmed">
            {count(timeline.others)} more senders are in the sum, without a row of their own.
          </Text>
        )}
      </Paper>
      <TimelineEvents timeline={timeline} onSeek={onSeek} />
    </Stack>
  );
}

function summary({ totals, columnMs, rows, others, events }: Timeline): string {
  const messages = totals.reduce((sum, one) => sum + one, 0);
  const gaps = events.filter(({ type }) => type === 'gap').length;
  const long = span(totals.length * columnMs);
  const said = gaps === 0 ? 'no gap is known' : `${plural(gaps, 'gap')}, named below`;
  return `${plural(messages, 'message')} of ${plural(rows.length + others, 'sender')} in ${long}; ${said}.`;
}
