/** The form that sets the recorder up: at the first run, and later from Settings. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { SetupView } from '../../shared/ipc/setup.ts';
import { strings } from '../../shared/strings/strings.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';
import { AdvancedFields } from './advanced-fields.tsx';
import { ConnectionFields } from './connection-fields.tsx';
import { PlainHosts } from './plain-hosts.tsx';
import { LivekitFields, ProjectFields } from './project-fields.tsx';
import { RecorderFields } from './recorder-fields.tsx';
import { UploadsFields } from './uploads-fields.tsx';
import {
  emptyLivekit,
  emptyProject,
  formOfValues,
  problemsOf,
  storedIdOf,
  valuesOf,
  type SetupValues,
} from './setup-form-values.ts';

const texts = strings.setup;

interface SetupFormProps {
  readonly view: SetupView;
  readonly saveLabel: string;
  readonly onSaved: () => void;
}

export function SetupFormPanel({ view, saveLabel, onSaved }: SetupFormProps): ReactElement {
  const form = useForm<SetupValues>({
    mode: 'controlled',
    initialValues: valuesOf(view),
    validate: (values) => problemsOf(values, view.secrets),
  });
  const save = useAction(async (values: SetupValues) => {
    await answerOf(window.recorder.saveSetup(formOfValues(values)));
    onSaved();
  });
  const hasErrors = Object.keys(form.errors).length > 0;
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        (values) => {
          save.run(values);
        },
        (errors) => {
          firstOf(Object.keys(errors).map((place) => form.getInputNode(place)))?.focus();
        },
      )}
    >
      <Stack gap="lg">
        {form.values.projects.length > 0 && <ConnectionFields form={form} />}
        {form.values.projects.map((project, index) => (
          <ProjectFields
            // The position is the identity of a project that has no id yet.
            key={index}
            form={form}
            index={index}
            present={view.secrets[storedIdOf(project)]}
          />
        ))}
        {form.values.livekitProjects.map((project, index) => (
          <LivekitFields
            key={index}
            form={form}
            index={index}
            present={view.secrets[storedIdOf(project)]}
          />
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => {
              form.insertListItem('projects', emptyProject);
            }}
          >
            {form.values.projects.length === 0 ? texts.addFirstProject : texts.addProject}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => {
              form.insertListItem('livekitProjects', emptyLivekit);
            }}
          >
            {texts.addLivekit}
          </Button>
        </Group>
        <PlainHosts form={form} />
        <RecorderFields form={form} />
        <UploadsFields form={form} />
        <AdvancedFields form={form} />
        {save.error !== null && <ErrorNote error={save.error} about={texts.notSaved} />}
        <Group justify="flex-end">
          {hasErrors && (
            <Text size="sm" c="orange" role="alert">
              {texts.fieldsNeedAttention}
            </Text>
          )}
          <Button type="submit" loading={save.busy}>
            {saveLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The one that stands highest on the page, whatever the order in which the fields were checked. */
function firstOf<T extends HTMLElement>(fields: readonly (T | null)[]): T | undefined {
  const isBefore = (one: T, other: T): number =>
    (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) === 0 ? 1 : -1;
  return fields.filter((field) => field !== null).sort(isBefore)[0];
}
