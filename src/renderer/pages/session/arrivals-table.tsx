/** The expected devices, the missing ones on top, and everybody else in the room. */
import { Group, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconPlugConnected } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { PresenceView, PresentView } from '../../../shared/ipc/desk.ts';
import type { PingResult } from '../../../shared/ping.ts';
import { count } from '../../../shared/format/numbers.ts';
import { elapsed } from '../../../shared/format/times.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { LastMessage } from '../../parts/last-message.tsx';
import { useNow } from '../../state/use-now.ts';
import { pingMarkOf } from './arrival-words.ts';

const texts = strings.session.arrivals.table;

interface ArrivalsTableProps {
  readonly presence: PresenceView;
  readonly ping: PingResult | null;
}

export function ArrivalsTable({ presence, ping }: ArrivalsTableProps): ReactElement {
  const now = useNow();
  const { expected, others, expectedCount, othersCount } = presence;
  const hidden = expectedCount - expected.length + othersCount - others.length;
  return (
    <>
      <Table fz="sm" layout="fixed" verticalSpacing={6} aria-label={texts.label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={108}>{strings.common.state}</Table.Th>
            <Table.Th>{strings.common.name}</Table.Th>
            <Table.Th>{strings.common.group}</Table.Th>
            <Table.Th w={96} ta="right">
              {strings.common.messages}
            </Table.Th>
            <Table.Th w={136}>{strings.common.lastMessage}</Table.Th>
            <Table.Th w={84} ta="right">
              {strings.session.arrivals.ping.action}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {expected.map(({ name, group, present }) => (
            <ArrivalRow
              key={`${group}/${name}`}
              state={present === null ? 'missing' : 'here'}
              name={name}
              group={group}
              present={present}
              ping={ping}
              now={now}
            />
          ))}
          {others.map((one) => (
            <ArrivalRow
              key={one.identity}
              state="other"
              name={one.name === '' ? one.identity : one.name}
              group=""
              present={one}
              ping={ping}
              now={now}
            />
          ))}
        </Table.Tbody>
      </Table>
      {hidden > 0 && (
        <Text size="sm" c="dimmed">
          {strings.common.andMore(hidden)}
        </Text>
      )}
    </>
  );
}

type State = 'missing' | 'here' | 'other';

const looks = {
  missing: { icon: IconAlertTriangle, colour: 'orange', word: texts.missing },
  here: { icon: IconCircleCheck, colour: 'teal', word: texts.here },
  other: { icon: IconPlugConnected, colour: 'blue', word: texts.other },
} as const;

interface ArrivalRowProps {
  readonly state: State;
  readonly name: string;
  readonly group: string;
  readonly present: Pick<PresentView, 'messages' | 'lastMessageAt'> | null;
  readonly ping: PingResult | null;
  readonly now: number;
}

function ArrivalRow({ state, name, group, present, ping, now }: ArrivalRowProps): ReactElement {
  const { icon: Symbol, colour, word } = looks[state];
  const messages = present?.messages ?? null;
  return (
    <Table.Tr data-arrival={state} data-name={name}>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Symbol size={16} color={`var(--mantine-color-${colour}-6)`} aria-hidden />
          <Text size="sm" fw={600}>
            {word}
          </Text>
        </Group>
      </Table.Td>
      <Table.Td className="clip" title={name}>
        {name}
      </Table.Td>
      <Table.Td className="clip" title={group}>
        {group}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {messages === null ? '' : count(messages)}
      </Table.Td>
      <Table.Td>
        {present !== null && messages !== null && (
          <LastMessage at={present.lastMessageAt} now={now} />
        )}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        <PingCell name={name} ping={ping} />
      </Table.Td>
    </Table.Tr>
  );
}

function PingCell({
  name,
  ping,
}: {
  readonly name: string;
  readonly ping: PingResult | null;
}): ReactElement | null {
  const mark = pingMarkOf(name, ping);
  switch (mark.is) {
    case 'answered':
      return <span data-ping="answered">{elapsed(mark.roundTripMs)}</span>;
    case 'silent':
      return <span data-ping="silent">{strings.session.arrivals.ping.noAnswer}</span>;
    case 'not-asked':
      return null;
  }
}
