import { Autocomplete, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import type { ReactElement } from 'react';
import { newDeviceSchema } from '../../../shared/ipc/desk.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { formProblems } from '../../state/form-problems.ts';
import { useAction } from '../../state/use-action.ts';

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
      message: isNew
        ? `${name} is registered in ${group}.`
        : `${name} was registered in ${group} already; nothing was changed.`,
    });
    onRegistered();
    onClose();
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Register a device" centered>
      <form
        noValidate
        onSubmit={form.onSubmit((values) => {
          register.run(values);
        })}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            description="The identity with which the device joins"
            withAsterisk
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Autocomplete
            label="Group"
            description="A session for this group tells the device; a new name makes a new group"
            withAsterisk
            data={[...groups]}
            {...form.getInputProps('group')}
          />
          <TextInput label="Comments" {...form.getInputProps('comments')} />
          {register.error !== null && (
            <ErrorNote error={register.error} about="It was not registered" />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={register.busy}>
              Register
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
