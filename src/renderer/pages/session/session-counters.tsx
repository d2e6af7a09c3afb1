/** What is on disk, and what this window has shown of it: two different things, side by side. */
import { Paper } from '@mantine/core';
import { memo, type ReactElement } from 'react';
import { bytes, count } from '../../../shared/format/numbers.ts';
import { ago } from '../../../shared/format/times.ts';
import { strings } from '../../../shared/strings/strings.ts';
import type { FeedView, LiveFeed } from '../../feed/live-feed.ts';
import { useFeedPart } from '../../feed/use-feed.ts';
import { useSession } from '../../state/recorder-store.ts';
import { useNow } from '../../state/use-now.ts';
import styles from './session-counters.module.css';

const texts = strings.session.counters;

interface SessionCountersProps {
  readonly sessionId: string;
  readonly feed: LiveFeed;
}

const receivedOf = (view: FeedView): number => view.received;

export function SessionCounters({ sessionId, feed }: SessionCountersProps): ReactElement | null {
  const now = useNow();
  const traffic = useSession(sessionId)?.traffic ?? null;
  const shown = useFeedPart(feed, receivedOf);
  if (traffic === null) return null;
  const { lastWriteAt } = traffic;
  return (
    <Paper p="xs" px="md" className={styles['counters'] ?? ''}>
      <div className={styles['figures']} data-testid="session-counters">
        <Figure name={strings.common.messages} value={count(traffic.messages)} id="messages" />
        <Figure name={texts.written} value={count(traffic.written)} id="written" />
        <Figure name={texts.synced} value={count(traffic.synced)} id="synced" />
        <Figure name={strings.messages.payload} value={bytes(traffic.bytes)} id="bytes" />
        <Figure
          name={strings.common.rate}
          value={strings.common.perSecond(traffic.messagesPerSecond)}
          id="rate"
        />
        <Figure
          name={texts.lastWrite}
          value={lastWriteAt === null ? texts.noWrite : ago(lastWriteAt, now)}
          id="last-write"
        />
        <Figure name={texts.shown} value={count(shown)} id="shown" />
        {traffic.lost > 0 && (
          <Figure name={texts.lost} value={texts.lostOf(traffic.lost)} id="lost" bad />
        )}
      </div>
    </Paper>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly id: string;
  readonly bad?: boolean;
}

/** Drawn anew when it changes. Plain elements: some of these do so ten times a second. */
const Figure = memo(function Figure(props: FigureProps): ReactElement {
  const { name, value, id, bad = false } = props;
  return (
    <div>
      <div className={styles['name']}>{name}</div>
      <div className={styles['value']} data-bad={bad} data-figure={id}>
        {value}
      </div>
    </div>
  );
});
