import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { SecretsPresent } from '../../shared/ipc/setup.ts';
import { AnyProjectFields } from './any-project-fields.tsx';
import type { SetupFormState } from './connection-fields.tsx';

interface ProjectFieldsProps {
  readonly form: SetupFormState;
  readonly index: number;
  readonly present: SecretsPresent | undefined;
}

/** A project of the SyncFlow server. */
export function ProjectFields({ form, index, present }: ProjectFieldsProps): ReactElement {
  const { projects, livekitProjects } = form.values;
  const isOnly = projects.length + livekitProjects.length === 1;
  return (
    <AnyProjectFields
      {...{ form, index, present }}
      kind="projects"
      title={isOnly ? 'Your project' : `Project ${index + 1}`}
    >
      <TextInput
        label="Project id"
        description="In the SyncFlow dashboard, on the project's page"
        withAsterisk
        {...form.getInputProps(`projects.${index}.projectId`)}
      />
    </AnyProjectFields>
  );
}

/** A LiveKit server without SyncFlow: its rooms are found through its own API. */
export function LivekitFields({ form, index, present }: ProjectFieldsProps): ReactElement {
  const { livekitProjects } = form.values;
  const field = (name: 'name' | 'url' | 'rooms') =>
    form.getInputProps(`livekitProjects.${index}.${name}`);
  return (
    <AnyProjectFields
      {...{ form, index, present }}
      kind="livekitProjects"
      title={livekitProjects.length === 1 ? 'LiveKit server' : `LiveKit server ${index + 1}`}
    >
      <TextInput
        label="Address of the LiveKit server"
        placeholder="wss://livekit.example.org"
        withAsterisk
        {...field('url')}
      />
      <TextInput
        label="Name"
        description="Its recordings lie under this name"
        withAsterisk
        {...field('name')}
      />
      <TextInput
        label="Rooms to record"
        description="Names; * stands for anything, ? for one character; several with commas, ! leaves out: lab-*, !*test*"
        withAsterisk
        {...field('rooms')}
      />
    </AnyProjectFields>
  );
}
