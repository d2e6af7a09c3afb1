import { ActionIcon, Badge, Group, Paper, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { dateTime } from '../../../shared/format/times.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';
import type { DeviceRow } from './device-rows.ts';

const texts = strings.devices;

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
    <Paper component="section" aria-label={texts.group.region(group)} data-group={group}>
      <Stack gap="xs">
        <Group gap="sm">
          <Title order={2} size="h4" className="clip">
            {group}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.amount(devices.length)}
          </Text>
        </Group>
        <Table fz="sm" layout="fixed" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{strings.common.device}</Table.Th>
              <Table.Th>{strings.common.comments}</Table.Th>
              <Table.Th w={170}>{texts.group.registered}</Table.Th>
              <Table.Th w={56}>
                <span className="hidden-words">{strings.common.actions}</span>
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
                  <Tooltip label={texts.remove.label(device.name)}>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={texts.remove.labelWithGroup(device.name, group)}
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
        title={texts.remove.question(asked?.name ?? '')}
        keepLabel={strings.common.keepIt}
        doLabel={texts.remove.yes}
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
        {texts.group.thisRecorder}
      </Badge>
    );
  }
  if (!device.isDouble) return null;
  return (
    <Tooltip label={texts.group.twiceHint}>
      <Badge size="sm" variant="light" color="yellow" tt="none" flex="none">
        {texts.group.twice}
      </Badge>
    </Tooltip>
  );
}

function consequence({ isOwn, isDouble }: DeviceRow, group: string): string {
  if (isOwn) return texts.remove.ofRecorder;
  return isDouble ? texts.remove.ofDouble(group) : texts.remove.ofDevice(group);
}
