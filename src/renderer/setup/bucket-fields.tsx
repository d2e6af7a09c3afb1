/** What few buckets need, behind a fold. */
import { Code, Group, NumberInput, Select, Switch, Text, TextInput } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { defaultKeyTemplate, exampleKey, isKeyTemplate } from '../../shared/key-template.ts';
import { Fold } from '../parts/fold.tsx';
import { finerBucketFields, type BucketValues } from './bucket-values.ts';
import type { SetupFormState } from './connection-fields.tsx';

const addressingWords: Readonly<Record<BucketValues['addressing'], string>> = {
  path: 'In the path: endpoint/bucket/…',
  'virtual-host': 'In the host name: bucket.endpoint/…',
};

const checksumWords: Readonly<Record<BucketValues['checksums'], string>> = {
  sha256: 'SHA-256',
  md5: 'MD5, for old stores',
  none: 'None; files are read back whole',
};

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
    <Fold
      title="More about this bucket"
      hint="Temporary keys, layout, addressing, checksums, proxy; most buckets need none of it"
      needsAttention={hasErrors}
    >
      <Switch
        label="The keys are temporary ones, with a session token"
        description="They end after some hours; uploads then fail until new ones are saved here, and are retried on the page Uploads"
        {...form.getInputProps(`${place}.temporary`, { type: 'checkbox' })}
      />
      {values.temporary && sessionToken}
      <TextInput
        label="Layout of the bucket"
        description="Fields in braces; with {recordingId} or {sessionId}, and /{file} at the end"
        placeholder={defaultKeyTemplate}
        {...field('keyTemplate')}
      />
      <KeyExample template={values.keyTemplate.trim()} projectId={values.projectId} />
      <Group grow align="flex-start">
        <Select
          label="Where requests name the bucket"
          allowDeselect={false}
          data={options(addressingWords)}
          {...field('addressing')}
        />
        <Select
          label="Checksums for the store to check"
          allowDeselect={false}
          data={options(checksumWords)}
          {...field('checksums')}
        />
      </Group>
      <TextInput
        label="Proxy to this bucket"
        description="Empty: that of this computer’s environment. A login goes in front of the host, as name:password@, and is kept with the other secrets."
        placeholder="http://proxy.example.org:3128"
        {...field('proxy')}
      />
      <Group grow align="flex-start">
        <NumberInput
          label="Give up connecting after"
          description="Seconds"
          allowDecimal={false}
          hideControls
          {...field('connectSeconds')}
        />
        <NumberInput
          label="Give up a silent connection after"
          description="Seconds without a single byte"
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
          For instance <Code>{exampleKey(layout, known)}</Code>
        </>
      ) : (
        'This layout cannot be used yet.'
      )}
    </Text>
  );
}
