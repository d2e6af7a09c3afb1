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
import { strings } from '../../shared/strings/strings.ts';
import { BucketFields } from './bucket-fields.tsx';
import type { SetupFormState } from './connection-fields.tsx';
import { PathField } from './path-field.tsx';
import type { ProjectValues } from './setup-form-values.ts';

const texts = strings.setup.anyProject;

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
      placeholder={present?.[name] === true ? texts.secretStored : ''}
      autoComplete="off"
      {...field(name)}
    />
  );
  const project = form.values[kind][index];
  const ofKind = kind === 'projects' ? strings.setup.project : strings.setup.livekit;
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
              {ofKind.remove}
            </Button>
          )}
        </Group>
        {children}
        <Group grow align="flex-start">
          {secret('key', texts.key)}
          {secret('secret', texts.secret)}
        </Group>
        <Switch
          label={texts.redundant}
          description={texts.redundantHint}
          {...form.getInputProps(`${place}.redundant`, { type: 'checkbox' })}
        />
        <Switch
          label={texts.uploads}
          {...form.getInputProps(`${place}.uploads`, { type: 'checkbox' })}
        />
        {project?.uploads === true ? (
          <>
            <TextInput
              label={texts.endpoint}
              placeholder={strings.setup.examples.endpoint}
              withAsterisk
              {...field('endpoint')}
            />
            <Group grow align="flex-start">
              <TextInput label={texts.bucketName} withAsterisk {...field('bucket')} />
              <TextInput
                label={texts.region}
                withAsterisk
                placeholder={strings.setup.examples.region}
                {...field('region')}
              />
            </Group>
            <Group grow align="flex-start">
              {secret('accessKey', texts.accessKey)}
              {secret('secretKey', texts.secretKey)}
            </Group>
            <BucketFields
              {...{ form, place }}
              values={project}
              sessionToken={secret('sessionToken', texts.sessionToken)}
            />
          </>
        ) : null}
        <Switch
          label={texts.copies}
          description={texts.copiesHint}
          {...form.getInputProps(`${place}.copies`, { type: 'checkbox' })}
        />
        {project?.copies === true && (
          <PathField
            label={texts.copiesFolder}
            placeholder={strings.setup.examples.folder}
            withAsterisk
            // It has to exist: it is never made.
            choose={window.recorder.chooseFolder}
            button={texts.chooseCopiesFolder}
            value={project.uploadFolder}
            error={form.errors[`${place}.uploadFolder`]}
            onChange={(folder) => {
              form.setFieldValue(`${place}.uploadFolder`, folder);
            }}
          />
        )}
        {project?.uploads !== true && project?.copies !== true && (
          <Text size="sm" c="dimmed">
            {ofKind.staysHere}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
