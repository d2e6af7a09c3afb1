/** What is on disk, and what this window has shown of it: two different things, side by side. */
import { Group, Paper, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { bytes, count } from '../../../shared/format/numbers.ts';
import { ago } from '../../../shared/format/times.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { useNow } from '../../state/use-now.ts';

const texts = strings.session.counters;

interface SessionCountersProps {
  readonly session: WindowSession;
  readonly shown: number;
}

export function SessionCounters({ session, shown }: SessionCountersProps): ReactElement | null {
  const now = useNow();
  const { traffic } = session;
  if (traffic === null) return null;
  const { lastWriteAt } = traffic;
  return (
    <Paper p="xs" px="md">
      <Group gap="lg" wrap="wrap" data-testid="session-counters">
        <Figure name={strings.common.messages} value={count(traffic.messages)} id="messages" />
        <Figure name={texts.written} value={count(traffic.written)} id="written" />
        <Figure name={texts.synced} value={count(traffic.synced)} id="synced" />
        <Figure name={texts.payload} value={bytes(traffic.bytes)} id="bytes" />
        <Figure
          name={texts.rate}
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
      </Group>
    </Paper>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly id: string;
  readonly bad?: boolean;
}

function Figure({ name, value, id, bad = false }: FigureProps): ReactElement {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text
        size="sm"
        fw={600}
        {...(bad ? { c: 'orange' } : {})}
        className="numbers"
        data-figure={id}
      >
        {value}
      </Text>
    </div>
  );
}
