import { ActionIcon, Badge, Group, Paper, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { plural } from '../../../shared/format/numbers.ts';
import { dateTime } from '../../../shared/format/times.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';
import type { DeviceRow } from './device-rows.ts';

interface DeviceGroupProps {
  readonly projectId: string;
  readonly group: string;
  readonly devices: readonly DeviceRow[];
  readonly onChanged: () => void;
}

export function DeviceGroup(props: DeviceGroupProps): ReactElement {
  const { projectId, group, devices, onChanged } = props;
  const [asked, setAsked] = useState<DeviceRow | null>(null);
  const remove = useAction(async (deviceId: string) => {
    await answerOf(window.recorder.deleteDevice(projectId, deviceId));
    setAsked(null);
    onChanged();
  });
  const keep = (): void => {
    remove.clear();
    setAsked(null);
  };
  return (
    <Paper component="section" aria-label={`Group ${group}`} data-group={group}>
      <Stack gap="xs">
        <Group gap="sm">
          <Title order={2} size="h4" className="clip">
            {group}
          </Title>
          <Text size="sm" c="dimmed">
            {plural(devices.length, 'device')}
          </Text>
        </Group>
        <Table fz="sm" layout="fixed" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Device</Table.Th>
              <Table.Th>Comments</Table.Th>
              <Table.Th w={170}>Registered</Table.Th>
              <Table.Th w={56}>
                <span className="hidden-words">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {devices.map((device) => (
              <Table.Tr key={device.id} data-device={device.name}>
                <Table.Td>
                  <Group gap="xs" wrap="nowrap">
                    <span className="clip" title={device.name}>
                      {device.name}
                    </span>
                    <DeviceMarks device={device} />
                  </Group>
                </Table.Td>
                <Table.Td className="clip" title={device.comments}>
                  {device.comments}
                </Table.Td>
                <Table.Td>
                  {device.registeredAt === null ? '' : dateTime(device.registeredAt)}
                </Table.Td>
                <Table.Td>
                  <Tooltip label={`Remove ${device.name}`}>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Remove ${device.name} from ${group}`}
                      onClick={() => {
                        setAsked(device);
                      }}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
      <Confirm
        opened={asked !== null}
        title={`Remove ${asked?.name ?? ''}?`}
        keepLabel="Keep it"
        doLabel="Remove device"
        busy={remove.busy}
        error={remove.error}
        onKeep={keep}
        onDo={() => {
          if (asked !== null) remove.run(asked.id);
        }}
      >
        {asked === null ? '' : consequence(asked, group)}
      </Confirm>
    </Paper>
  );
}

function DeviceMarks({ device }: { readonly device: DeviceRow }): ReactElement | null {
  if (device.isOwn) {
    return (
      <Badge size="sm" variant="light" color="blue" tt="none" flex="none">
        this recorder
      </Badge>
    );
  }
  if (!device.isDouble) return null;
  return (
    <Tooltip label="Registered more than once in this group; one of them is enough">
      <Badge size="sm" variant="light" color="yellow" tt="none" flex="none">
        twice
      </Badge>
    </Tooltip>
  );
}

function consequence({ isOwn, isDouble }: DeviceRow, group: string): string {
  if (isOwn) {
    return 'This is the recorder itself. SyncFlow does not tell it of new sessions until it has registered again, which it does when it connects anew; sessions are then found in the list of sessions only, up to 15 seconds late.';
  }
  if (isDouble) {
    return `It is registered more than once in the group ${group}; the other one stays, and the device goes on to be told of sessions.`;
  }
  return `It is not told of sessions for the group ${group} any more. Recordings are not touched. To use it again, register it again.`;
}
