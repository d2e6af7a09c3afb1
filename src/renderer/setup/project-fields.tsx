import {
  Button,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { SecretsPresent } from '../../shared/ipc/setup.ts';
import type { SetupFormState } from './connection-fields.tsx';
import type { ProjectValues } from './setup-form-values.ts';

interface ProjectFieldsProps {
  readonly form: SetupFormState;
  readonly index: number;
  readonly present: SecretsPresent | undefined;
}

export function ProjectFields({ form, index, present }: ProjectFieldsProps): ReactElement {
  const { projects } = form.values;
  const field = (name: keyof ProjectValues) => form.getInputProps(`projects.${index}.${name}`);
  const secret = (name: keyof SecretsPresent, label: string) => (
    <PasswordInput
      label={label}
      withAsterisk={present?.[name] !== true}
      placeholder={present?.[name] === true ? 'stored; type to replace it' : ''}
      autoComplete="off"
      {...field(name)}
    />
  );
  const titleId = `project-${index}-title`;
  return (
    <Paper component="section" aria-labelledby={titleId}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4" id={titleId}>
            {projects.length === 1 ? 'Your project' : `Project ${index + 1}`}
          </Title>
          {projects.length > 1 && (
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => {
                form.removeListItem('projects', index);
              }}
            >
              Remove this project
            </Button>
          )}
        </Group>
        <TextInput
          label="Project id"
          description="In the SyncFlow dashboard, on the project's page"
          withAsterisk
          {...field('projectId')}
        />
        <Group grow align="flex-start">
          {secret('key', 'API key')}
          {secret('secret', 'API secret')}
        </Group>
        <Switch
          label="Record each session twice, by two recorders side by side"
          description="One goes on alone when the other fails; what one missed is filled from the other. Needs twice the disk."
          {...form.getInputProps(`projects.${index}.redundant`, { type: 'checkbox' })}
        />
        <Switch
          label="Upload finished recordings to a bucket (S3)"
          {...form.getInputProps(`projects.${index}.uploads`, { type: 'checkbox' })}
        />
        {projects[index]?.uploads === true ? (
          <>
            <TextInput
              label="Endpoint of the bucket"
              placeholder="https://s3.eu-central-1.amazonaws.com"
              withAsterisk
              {...field('endpoint')}
            />
            <Group grow align="flex-start">
              <TextInput label="Bucket name" withAsterisk {...field('bucket')} />
              <TextInput
                label="Region"
                withAsterisk
                placeholder="eu-central-1"
                {...field('region')}
              />
            </Group>
            <Group grow align="flex-start">
              {secret('accessKey', 'Access key')}
              {secret('secretKey', 'Secret key')}
            </Group>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            Recordings of this project stay on this computer.
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
