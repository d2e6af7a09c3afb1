/** Proof of life: each device that is in a room, and when it was last heard. */
import { Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WindowDevice, WindowSession } from '../../../shared/ipc/views.ts';
import { count } from '../../../shared/format/numbers.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { LastMessage } from '../../parts/last-message.tsx';
import { useNow } from '../../state/use-now.ts';

const texts = strings.home.devices;

const SHOWN = 100;

interface Row {
  readonly session: WindowSession;
  readonly device: WindowDevice;
}

export function DevicesTable({
  sessions,
}: {
  readonly sessions: readonly WindowSession[];
}): ReactElement | null {
  const now = useNow();
  const rows = sessions
    .flatMap((session) => (session.traffic?.devices ?? []).map((device) => ({ session, device })))
    .sort(byName);
  if (rows.length === 0) return null;
  return (
    <Paper component="section" aria-labelledby="devices-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="devices-title">
          {texts.title}
        </Title>
        <Table verticalSpacing={6} fz="sm" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{strings.common.device}</Table.Th>
              <Table.Th>{strings.common.session}</Table.Th>
              <Table.Th w={110} ta="right">
                {strings.common.messages}
              </Table.Th>
              <Table.Th w={180}>{strings.common.lastMessage}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, SHOWN).map(({ session, device }) => (
              <Table.Tr key={`${session.sessionId}/${device.sid}`}>
                <Table.Td className="clip" title={device.identity}>
                  {device.name === '' ? device.identity : device.name}
                </Table.Td>
                <Table.Td className="clip">{session.name}</Table.Td>
                <Table.Td ta="right" className="numbers">
                  {count(device.packets)}
                </Table.Td>
                <Table.Td>
                  <LastMessage at={device.lastMessageAt} now={now} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {rows.length > SHOWN && (
          <Text size="sm" c="dimmed">
            {texts.more(rows.length - SHOWN)}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

/** In a fixed order: rows do not jump about while somebody looks at them. */
function byName(a: Row, b: Row): number {
  return (
    a.session.name.localeCompare(b.session.name) ||
    a.device.identity.localeCompare(b.device.identity) ||
    a.device.sid.localeCompare(b.device.sid)
  );
}
