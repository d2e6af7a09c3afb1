/** The session from its beginning: who sent how much when, who came and went, gaps, notes. */
import { Group, Loader, Paper, Stack, Text } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Timeline } from '../../../../shared/timeline.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { NothingYet } from '../../../parts/nothing-yet.tsx';
import type { Answer } from '../../../state/use-answer.ts';
import { TimelineEvents } from './timeline-events.tsx';
import { TimelineLanes } from './timeline-lanes.tsx';

const texts = strings.session.timeline;

interface TimelineViewProps {
  readonly answer: Answer<Timeline | null>;
  readonly onSeek: (at: number) => void;
}

export function TimelineView({ answer, onSeek }: TimelineViewProps): ReactElement {
  const { data: timeline, error, busy } = answer;
  if (timeline === null) {
    if (error !== null) return <ErrorNote error={error} about={texts.unreadable} />;
    if (busy) {
      return (
        <Group gap="sm">
          <Loader size="sm" aria-hidden />
          <Text size="sm">{strings.common.readingRecording}</Text>
        </Group>
      );
    }
    return <NothingYet icon={IconTimeline} title={texts.none} text={texts.noneThen} />;
  }
  return (
    <Stack gap="xs" flex={1} mih={0}>
      <Text size="sm">{summary(timeline)}</Text>
      <Paper p="sm" mah="55%" style={{ overflow: 'auto' }}>
        <TimelineLanes timeline={timeline} onSeek={onSeek} />
        {timeline.others > 0 && (
          <Text size="xs" c="dimmed">
            {texts.others(timeline.others)}
          </Text>
        )}
      </Paper>
      <TimelineEvents timeline={timeline} onSeek={onSeek} />
    </Stack>
  );
}

function summary({ totals, columnMs, rows, others, events }: Timeline): string {
  const messages = totals.reduce((sum, one) => sum + one, 0);
  const gaps = events.filter(({ type }) => type === 'gap');
  const filled = gaps.filter(({ isFilled }) => isFilled === true).length;
  const ms = totals.length * columnMs;
  return texts.summary(messages, rows.length + others, ms, gaps.length - filled, filled);
}
