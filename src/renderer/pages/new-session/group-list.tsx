/** Device groups to tick, with who is in them. */
import { Alert, Button, Checkbox, Group, Loader, Stack, Text } from '@mantine/core';
import { IconDevices } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { RegisteredDevice } from '../../../shared/ipc/desk.ts';
import { plural } from '../../../shared/format/numbers.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { go } from '../../state/navigation.ts';
import type { Answer } from '../../state/use-answer.ts';
import { groupChoices, type GroupChoice } from './session-values.ts';

interface GroupListProps {
  readonly devices: Answer<RegisteredDevice[]>;
  readonly chosen: readonly string[];
  readonly onChoose: (groups: string[]) => void;
}

export function GroupList({ devices, chosen, onChoose }: GroupListProps): ReactElement {
  const { data, error, reload, busy } = devices;
  if (data === null) {
    if (error === null) {
      return (
        <Group gap="sm">
          <Loader size="sm" aria-hidden />
          <Text size="sm">Asking SyncFlow for the devices…</Text>
        </Group>
      );
    }
    return (
      <ErrorNote
        error={error}
        about="The devices of this project cannot be listed"
        safety="You can start the session without telling devices."
        action={
          <Button size="xs" variant="default" loading={busy} onClick={reload}>
            Try again
          </Button>
        }
      />
    );
  }
  const choices = groupChoices(data);
  if (choices.length === 0) {
    return (
      <Alert color="gray" variant="light" icon={<IconDevices aria-hidden />}>
        <Group justify="space-between">
          <Text size="sm" maw={420}>
            No device is registered in this project yet. Devices that are registered in a group join
            a session by themselves.
          </Text>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              go({ page: 'devices' });
            }}
          >
            Register devices
          </Button>
        </Group>
      </Alert>
    );
  }
  return (
    <Checkbox.Group
      label="Device groups"
      description="Every device of a group that you tick is told at once, and joins by itself"
      value={[...chosen]}
      onChange={onChoose}
    >
      <Stack gap="xs" mt="xs">
        {choices.map((choice) => (
          <Checkbox
            key={choice.group}
            value={choice.group}
            label={choice.group}
            description={membersOf(choice)}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

const NAMED = 6;

function membersOf({ devices }: GroupChoice): string {
  const names = devices.slice(0, NAMED).join(', ');
  const more = devices.length > NAMED ? ` and ${devices.length - NAMED} more` : '';
  return `${plural(devices.length, 'device')}: ${names}${more}`;
}
