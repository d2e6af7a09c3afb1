/** What the form asks of a project of either kind: title, keys, copies, and its bucket. */
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
import type { ReactElement, ReactNode } from 'react';
import type { SecretsPresent } from '../../shared/ipc/setup.ts';
import { BucketFields } from './bucket-fields.tsx';
import type { SetupFormState } from './connection-fields.tsx';
import { PathField } from './path-field.tsx';
import type { ProjectValues } from './setup-form-values.ts';

export type ProjectKind = 'projects' | 'livekitProjects';

interface AnyProjectFieldsProps {
  readonly form: SetupFormState;
  readonly kind: ProjectKind;
  readonly index: number;
  readonly title: string;
  readonly present: SecretsPresent | undefined;
  /** What only this kind has, above its keys. */
  readonly children: ReactNode;
}

export function AnyProjectFields(props: AnyProjectFieldsProps): ReactElement {
  const { form, kind, index, title, present, children } = props;
  const { projects, livekitProjects } = form.values;
  const place = `${kind}.${index}`;
  const field = (name: keyof ProjectValues) => form.getInputProps(`${place}.${name}`);
  const secret = (name: keyof SecretsPresent, label: string) => (
    <PasswordInput
      label={label}
      withAsterisk={present?.[name] !== true}
      placeholder={present?.[name] === true ? 'stored; type to replace it' : ''}
      autoComplete="off"
      {...field(name)}
    />
  );
  const project = form.values[kind][index];
  const titleId = `${kind}-${index}-title`;
  return (
    <Paper component="section" aria-labelledby={titleId}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4" id={titleId}>
            {title}
          </Title>
          {projects.length + livekitProjects.length > 1 && (
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => {
                form.removeListItem(kind, index);
              }}
            >
              {kind === 'projects' ? 'Remove this project' : 'Remove this server'}
            </Button>
          )}
        </Group>
        {children}
        <Group grow align="flex-start">
          {secret('key', 'API key')}
          {secret('secret', 'API secret')}
        </Group>
        <Switch
          label="Record each session twice, by two recorders side by side"
          description="One goes on alone when the other fails; what one missed is filled from the other. Needs twice the disk."
          {...form.getInputProps(`${place}.redundant`, { type: 'checkbox' })}
        />
        <Switch
          label="Upload finished recordings to a bucket (S3)"
          {...form.getInputProps(`${place}.uploads`, { type: 'checkbox' })}
        />
        {project?.uploads === true ? (
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
            <BucketFields
              {...{ form, place }}
              values={project}
              sessionToken={secret('sessionToken', 'Session token')}
            />
          </>
        ) : null}
        <Switch
          label="Copy finished recordings to a folder"
          description="On another disk or on a share; beside the bucket or instead of it"
          {...form.getInputProps(`${place}.copies`, { type: 'checkbox' })}
        />
        {project?.copies === true && (
          <PathField
            label="Folder for copies"
            placeholder="/mnt/share/recordings"
            withAsterisk
            // It has to exist: it is never made.
            choose={window.recorder.chooseFolder}
            button="Choose the folder for copies…"
            value={project.uploadFolder}
            error={form.errors[`${place}.uploadFolder`]}
            onChange={(folder) => {
              form.setFieldValue(`${place}.uploadFolder`, folder);
            }}
          />
        )}
        {project?.uploads !== true && project?.copies !== true && (
          <Text size="sm" c="dimmed">
            {kind === 'projects'
              ? 'Recordings of this project stay on this computer.'
              : 'Recordings of this server stay on this computer.'}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
