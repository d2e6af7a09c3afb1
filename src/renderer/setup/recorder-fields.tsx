import { Group, Paper, Stack, TagsInput, TextInput, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import type { SetupFormState } from './connection-fields.tsx';
import { PathField } from './path-field.tsx';

const texts = strings.setup.recorder;

export function RecorderFields({ form }: { readonly form: SetupFormState }): ReactElement {
  return (
    <Paper component="section" aria-labelledby="recorder-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="recorder-title">
          {texts.title}
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
            label={texts.name}
            description={form.values.projects.length > 0 ? texts.nameHintSyncflow : texts.nameHint}
            withAsterisk
            {...form.getInputProps('deviceName')}
          />
          {form.values.projects.length > 0 && (
            <TagsInput
              label={texts.groups}
              description={texts.groupsHint}
              withAsterisk
              {...form.getInputProps('deviceGroups')}
            />
          )}
        </Group>
        <TagsInput
          label={texts.plainHosts}
          description={texts.plainHostsHint}
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
      label={texts.folder}
      description={texts.folderHint}
      withAsterisk
      choose={window.recorder.chooseFolder}
      {...field}
    />
  );
}
