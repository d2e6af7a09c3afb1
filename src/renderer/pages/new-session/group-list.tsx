/** Device groups to tick, with who is in them. */
import { Alert, Button, Checkbox, Group, Loader, Stack, Text } from '@mantine/core';
import { IconDevices } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { RegisteredDevice } from '../../../shared/ipc/desk.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { go } from '../../state/navigation.ts';
import type { Answer } from '../../state/use-answer.ts';
import { groupChoices, type GroupChoice } from './session-values.ts';

const texts = strings.newSession.groups;

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
          <Text size="sm">{`${strings.common.askingForDevices}…`}</Text>
        </Group>
      );
    }
    return (
      <ErrorNote
        error={error}
        about={strings.common.devicesUnknown}
        safety={texts.unknownSafety}
        action={
          <Button size="xs" variant="default" loading={busy} onClick={reload}>
            {strings.common.tryAgain}
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
            {texts.none}
          </Text>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              go({ page: 'devices' });
            }}
          >
            {texts.register}
          </Button>
        </Group>
      </Alert>
    );
  }
  return (
    <Checkbox.Group
      label={texts.label}
      description={texts.hint}
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
  return texts.members(devices.slice(0, NAMED), Math.max(0, devices.length - NAMED));
}
