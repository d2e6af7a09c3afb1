/** What few buckets need, behind a fold. */
import { Code, Group, NumberInput, Select, Switch, Text, TextInput } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { defaultKeyTemplate, exampleKey, isKeyTemplate } from '../../shared/key-template.ts';
import { strings } from '../../shared/strings/strings.ts';
import { Fold } from '../parts/fold.tsx';
import { finerBucketFields, type BucketValues } from './bucket-values.ts';
import type { SetupFormState } from './connection-fields.tsx';

const texts = strings.setup.bucket;

const options = <T extends string>(words: Readonly<Record<T, string>>) =>
  Object.entries<string>(words).map(([value, label]) => ({ value, label }));

interface BucketFieldsProps {
  readonly form: SetupFormState;
  /** Of the project in the form. */
  readonly place: string;
  readonly values: BucketValues & { readonly projectId: string };
  /** The field for a secret is the project's. */
  readonly sessionToken: ReactNode;
}

export function BucketFields(props: BucketFieldsProps): ReactElement {
  const { form, place, values, sessionToken } = props;
  const field = (name: (typeof finerBucketFields)[number]) =>
    form.getInputProps(`${place}.${name}`);
  const hasErrors = finerBucketFields.some((name) => `${place}.${name}` in form.errors);
  return (
    <Fold title={texts.title} hint={texts.hint} needsAttention={hasErrors}>
      <Switch
        label={texts.temporary}
        description={texts.temporaryHint}
        {...form.getInputProps(`${place}.temporary`, { type: 'checkbox' })}
      />
      {values.temporary && sessionToken}
      <TextInput
        label={texts.layout}
        description={texts.layoutHint}
        placeholder={defaultKeyTemplate}
        {...field('keyTemplate')}
      />
      <KeyExample template={values.keyTemplate.trim()} projectId={values.projectId} />
      <Group grow align="flex-start">
        <Select
          label={texts.addressing}
          allowDeselect={false}
          data={options(texts.addressings)}
          {...field('addressing')}
        />
        <Select
          label={texts.checksums}
          allowDeselect={false}
          data={options(texts.checksumKinds)}
          {...field('checksums')}
        />
      </Group>
      <TextInput
        label={texts.proxy}
        description={texts.proxyHint}
        placeholder={strings.setup.examples.proxy}
        {...field('proxy')}
      />
      <Group grow align="flex-start">
        <NumberInput
          label={texts.connect}
          description={texts.connectHint}
          allowDecimal={false}
          hideControls
          {...field('connectSeconds')}
        />
        <NumberInput
          label={texts.idle}
          description={texts.idleHint}
          allowDecimal={false}
          hideControls
          {...field('idleSeconds')}
        />
      </Group>
    </Fold>
  );
}

/** Nothing while the layout cannot be used: the field itself says why when it is saved. */
function KeyExample({
  template,
  projectId,
}: {
  readonly template: string;
  readonly projectId: string;
}): ReactElement | null {
  const layout = template === '' ? defaultKeyTemplate : template;
  const known = projectId === '' ? {} : { projectId: projectId.trim() };
  return (
    <Text size="xs" c="dimmed" data-key-example>
      {isKeyTemplate(layout) ? (
        <>
          {texts.forInstance} <Code>{exampleKey(layout, known)}</Code>
        </>
      ) : (
        texts.layoutUnusable
      )}
    </Text>
  );
}
