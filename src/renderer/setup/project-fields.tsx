import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { SecretsPresent } from '../../shared/ipc/setup.ts';
import { strings } from '../../shared/strings/strings.ts';
import { AnyProjectFields } from './any-project-fields.tsx';
import type { SetupFormState } from './connection-fields.tsx';

const { project: texts, livekit: livekitTexts } = strings.setup;

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
      title={isOnly ? texts.only : texts.numbered(index + 1)}
    >
      <TextInput
        label={texts.id}
        description={texts.idHint}
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
      title={livekitProjects.length === 1 ? livekitTexts.only : livekitTexts.numbered(index + 1)}
    >
      <TextInput
        label={livekitTexts.address}
        placeholder={strings.setup.examples.livekit}
        withAsterisk
        {...field('url')}
      />
      <TextInput
        label={strings.common.name}
        description={livekitTexts.nameHint}
        withAsterisk
        {...field('name')}
      />
      <TextInput
        label={livekitTexts.rooms}
        description={livekitTexts.roomsHint}
        withAsterisk
        {...field('rooms')}
      />
    </AnyProjectFields>
  );
}
