/** Whose devices are expected in a session: chosen when it is made, or here at any time. */
import { Button, Checkbox, Popover, Stack, Text } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { groupChoices } from '../new-session/session-values.ts';

const texts = strings.session.arrivals.groups;

interface ExpectedGroupsProps {
  readonly sessionId: string;
  readonly projectId: string;
  readonly groups: readonly string[];
  readonly onChanged: () => void;
}

export function ExpectedGroups(props: ExpectedGroupsProps): ReactElement {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" withArrow trapFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUsersGroup size={14} aria-hidden />}
          onClick={() => {
            setOpened((now) => !now);
          }}
        >
          {texts.expected}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.expected} miw={240}>
        {opened && <Choice {...props} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Choice({ sessionId, projectId, groups, onChanged }: ExpectedGroupsProps): ReactElement {
  const devices = useAnswer(projectId, () => window.recorder.devices(projectId));
  const expect = useAction(async (chosen: string[]) => {
    await answerOf(window.recorder.expectGroups(sessionId, chosen));
    onChanged();
  });
  const problem = devices.error ?? expect.error;
  if (problem !== null) return <ErrorNote error={problem} />;
  if (devices.data === null) return <Text size="sm">{texts.asking}</Text>;
  const choices = groupChoices(devices.data);
  if (choices.length === 0) return <Text size="sm">{texts.none}</Text>;
  return (
    <Checkbox.Group
      aria-label={texts.expected}
      value={[...groups]}
      onChange={(chosen) => {
        expect.run(chosen);
      }}
    >
      <Stack gap="xs">
        {choices.map(({ group, devices: members }) => (
          <Checkbox
            key={group}
            value={group}
            label={group}
            description={texts.devices(members.length)}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
