/** Everything that happened, newest first, in words; each leads to the messages of its time. */
import { ScrollArea, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconDoorEnter,
  IconDoorExit,
  IconNote,
  IconPlugConnectedX,
  IconPointFilled,
  type Icon,
} from '@tabler/icons-react';
import { useMemo, type ReactElement } from 'react';
import type { Timeline } from '../../../../shared/timeline.ts';
import { nanosTime } from '../../../../shared/format/times.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { eventWords, millis } from './timeline-words.ts';
import styles from './timeline.module.css';

const texts = strings.session.timeline;

const MOST_SHOWN = 200;

interface Line {
  readonly key: string;
  readonly at: string;
  readonly type: string;
  readonly words: string;
}

const symbols: Readonly<Record<string, Icon>> = {
  gap: IconAlertTriangle,
  'filled-gap': IconCircleCheck,
  joined: IconDoorEnter,
  present: IconDoorEnter,
  left: IconDoorExit,
  'link-lost': IconPlugConnectedX,
  note: IconNote,
};

interface TimelineEventsProps {
  readonly timeline: Timeline;
  readonly onSeek: (at: number) => void;
}

export function TimelineEvents({ timeline, onSeek }: TimelineEventsProps): ReactElement {
  const lines = useMemo(() => linesOf(timeline), [timeline]);
  const hidden = timeline.eventCount + timeline.notes.length - Math.min(lines.length, MOST_SHOWN);
  return (
    <ScrollArea flex={1} mih={0} type="auto">
      <ul className="plain-list" aria-label={texts.happened}>
        {lines.slice(0, MOST_SHOWN).map(({ key, at, type, words }) => {
          const Symbol = symbols[type] ?? IconPointFilled;
          const colour =
            type === 'gap' || type === 'link-lost'
              ? 'var(--mantine-color-orange-6)'
              : 'currentColor';
          return (
            <li key={key}>
              <button
                type="button"
                className={styles['event']}
                data-event={type}
                onClick={() => {
                  onSeek(millis(at));
                }}
              >
                <span className="numbers">{nanosTime(at)}</span>
                <Symbol size={15} color={colour} aria-hidden />
                <span className="break-words">{words}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {hidden > 0 && (
        <Text size="sm" c="dimmed">
          {texts.earlier(hidden)}
        </Text>
      )}
    </ScrollArea>
  );
}

function linesOf({ events, notes }: Timeline): Line[] {
  const all: Line[] = events.map((event) => ({
    key: `${event.type} ${event.lane ?? ''} ${event.record} ${event.identity ?? ''}`,
    at: event.at,
    type: event.isFilled === true ? 'filled-gap' : event.type,
    words: eventWords(event),
  }));
  for (const { id, pressed, text, isWithdrawn } of notes) {
    if (!isWithdrawn)
      all.push({ key: id, at: pressed, type: 'note', words: texts.event.note(text) });
  }
  return all.sort((a, b) => millis(b.at) - millis(a.at));
}
