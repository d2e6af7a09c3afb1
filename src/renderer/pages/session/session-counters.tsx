/** What is on disk, and what this window has shown of it: two different things, side by side. */
import { Group, Paper, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { bytes, count, rate } from '../../../shared/format/numbers.ts';
import { ago } from '../../../shared/format/times.ts';
import { useNow } from '../../state/use-now.ts';

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
        <Figure name="Messages" value={count(traffic.messages)} id="messages" />
        <Figure name="Written to disk" value={count(traffic.written)} id="written" />
        <Figure name="Safe from power loss" value={count(traffic.synced)} id="synced" />
        <Figure name="Payload" value={bytes(traffic.bytes)} id="bytes" />
        <Figure name="Rate" value={`${rate(traffic.messagesPerSecond)}/s`} id="rate" />
        <Figure
          name="Last write"
          value={lastWriteAt === null ? 'none yet' : ago(lastWriteAt, now)}
          id="last-write"
        />
        <Figure name="Shown here" value={count(shown)} id="shown" />
        {traffic.lost > 0 && (
          <Figure name="Lost" value={`${count(traffic.lost)}, see the receipt`} id="lost" bad />
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
