import { Autocomplete, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import type { ReactElement } from 'react';
import { newDeviceSchema } from '../../../shared/ipc/desk.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { formProblems } from '../../state/form-problems.ts';
import { useAction } from '../../state/use-action.ts';

const texts = strings.devices.register;

interface RegisterDeviceProps {
  readonly opened: boolean;
  readonly projectId: string;
  /** Those that there are already, to choose from. */
  readonly groups: readonly string[];
  readonly onClose: () => void;
  readonly onRegistered: () => void;
}

export function RegisterDevice(props: RegisterDeviceProps): ReactElement {
  const { opened, projectId, groups, onClose, onRegistered } = props;
  const form = useForm({
    mode: 'controlled',
    initialValues: { name: '', group: groups.length === 1 ? (groups[0] ?? '') : '', comments: '' },
    validate: (values) => formProblems(newDeviceSchema, { ...values, projectId }),
  });
  const register = useAction(async (values: typeof form.values) => {
    const device = { projectId, name: values.name.trim(), group: values.group.trim() };
    const comments = values.comments.trim();
    const { isNew } = await answerOf(window.recorder.registerDevice({ ...device, comments }));
    const { name, group } = device;
    notifications.show({
      message: isNew ? texts.done(name, group) : texts.wasThere(name, group),
    });
    onRegistered();
    onClose();
  });
  return (
    <Modal opened={opened} onClose={onClose} title={texts.title} centered>
      <form
        noValidate
        onSubmit={form.onSubmit((values) => {
          register.run(values);
        })}
      >
        <Stack gap="sm">
          <TextInput
            label={strings.common.name}
            description={texts.nameHint}
            withAsterisk
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Autocomplete
            label={strings.common.group}
            description={texts.groupHint}
            withAsterisk
            data={[...groups]}
            {...form.getInputProps('group')}
          />
          <TextInput label={strings.common.comments} {...form.getInputProps('comments')} />
          {register.error !== null && <ErrorNote error={register.error} about={texts.failed} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={register.busy}>
              {texts.button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
