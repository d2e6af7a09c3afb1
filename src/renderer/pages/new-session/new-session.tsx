/** A new session with one button: it is made in SyncFlow, its devices are told, it is recorded. */
import {
  Button,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { newSessionSchema, type RegisteredDevice } from '../../../shared/ipc/desk.ts';
import type { WindowProject } from '../../../shared/ipc/views.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { formProblems } from '../../state/form-problems.ts';
import { go } from '../../state/navigation.ts';
import { useAction } from '../../state/use-action.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { WithProjects } from '../../parts/with-projects.tsx';
import { GroupList } from './group-list.tsx';
import { emptySession, formOfSession, groupChoices, type SessionValues } from './session-values.ts';

const texts = strings.newSession;
const { common } = strings;

export function NewSession(): ReactElement {
  return (
    <WithProjects title={strings.pages.newSession} hint={texts.hint}>
      {(projects) => <SessionForm projects={projects} />}
    </WithProjects>
  );
}

function SessionForm({ projects }: { readonly projects: readonly WindowProject[] }): ReactElement {
  const form = useForm<SessionValues>({
    mode: 'controlled',
    initialValues: emptySession(projects[0]?.projectId ?? '', Date.now()),
    validate: (values) => formProblems(newSessionSchema, formOfSession(values)),
  });
  const { projectId, deviceGroups } = form.values;
  const devices = useAnswer(projectId, () => window.recorder.devices(projectId));
  const start = useAction(async (values: SessionValues) => {
    const order = formOfSession(values);
    const { sessionId } = await answerOf(window.recorder.createSession(order));
    go({ page: 'session', sessionId, view: 'devices' });
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) => {
        start.run(values);
      })}
    >
      <Stack gap="md" maw={720}>
        <Paper>
          <Stack gap="sm">
            {projects.length > 1 && (
              <Select
                label={common.project}
                allowDeselect={false}
                data={projects.map((project) => ({
                  value: project.projectId,
                  label: project.name,
                }))}
                value={projectId}
                onChange={(chosen) => {
                  form.setValues({ projectId: chosen ?? projectId, deviceGroups: [] });
                }}
              />
            )}
            <TextInput
              label={common.name}
              description={texts.nameHint}
              withAsterisk
              data-autofocus
              {...form.getInputProps('name')}
            />
            <Textarea
              label={common.comments}
              description={texts.commentsHint}
              autosize
              minRows={1}
              maxRows={4}
              {...form.getInputProps('comments')}
            />
            <GroupList
              devices={devices}
              chosen={deviceGroups}
              onChoose={(groups) => {
                form.setFieldValue('deviceGroups', groups);
              }}
            />
            <Group grow align="flex-start">
              <NumberInput
                label={texts.emptyTimeout}
                description={texts.emptyTimeoutHint}
                placeholder="600"
                hideControls
                {...form.getInputProps('emptyTimeout')}
              />
              <NumberInput
                label={texts.participants}
                description={texts.participantsHint}
                placeholder="100"
                hideControls
                {...form.getInputProps('maxParticipants')}
              />
            </Group>
          </Stack>
        </Paper>
        {start.error !== null && <ErrorNote error={start.error} about={texts.failed} />}
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed">
            {whatHappens(deviceGroups, devices.data ?? [])}
          </Text>
          <Button
            type="submit"
            flex="none"
            loading={start.busy}
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
          >
            {texts.start}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function whatHappens(groups: readonly string[], devices: readonly RegisteredDevice[]): string {
  const told = groupChoices(devices).filter(({ group }) => groups.includes(group));
  const names = new Set(told.flatMap((choice) => choice.devices));
  return names.size === 0 ? texts.nobodyTold : texts.told(names.size);
}
