import { Group, Paper, Stack, TagsInput, TextInput, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { SetupFormState } from './connection-fields.tsx';
import { PathField } from './path-field.tsx';

export function RecorderFields({ form }: { readonly form: SetupFormState }): ReactElement {
  return (
    <Paper component="section" aria-labelledby="recorder-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="recorder-title">
          This recorder
        </Title>
        <FolderField
          value={form.values.dataFolder}
          error={form.errors['dataFolder']}
          onChange={(folder) => {
            form.setFieldValue('dataFolder', folder);
          }}
        />
        <Group grow align="flex-start">
          <TextInput
            label="Name of this recorder"
            description={
              form.values.projects.length > 0
                ? "SyncFlow lists it among the project's devices"
                : 'Recordings say by which recorder they were made'
            }
            withAsterisk
            {...form.getInputProps('deviceName')}
          />
          {form.values.projects.length > 0 && (
            <TagsInput
              label="Device groups"
              description="Sessions for these groups are announced at once"
              withAsterisk
              {...form.getInputProps('deviceGroups')}
            />
          )}
        </Group>
        <TagsInput
          label="Hosts allowed without encryption"
          description="For instance a LiveKit server in the lab. Empty is safest"
          {...form.getInputProps('plainHosts')}
        />
      </Stack>
    </Paper>
  );
}

interface FolderFieldProps {
  readonly value: string;
  readonly error?: React.ReactNode;
  readonly onChange: (folder: string) => void;
}

export function FolderField(field: FolderFieldProps): ReactElement {
  return (
    <PathField
      label="Folder for recordings"
      description="Everything that is recorded is kept here; choose a disk with room"
      withAsterisk
      choose={window.recorder.chooseFolder}
      {...field}
    />
  );
}
