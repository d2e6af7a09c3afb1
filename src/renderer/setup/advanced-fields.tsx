/** Settings that few need, behind a fold; each says what it costs. */
import { Group, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { clockModes, sessionModes } from '../../shared/ipc/advanced.ts';
import { Fold } from '../parts/fold.tsx';
import type { SetupFormState } from './connection-fields.tsx';
import { PathField } from './path-field.tsx';

const sessionWords: Readonly<Record<(typeof sessionModes)[number], string>> = {
  every: 'Every session of the projects',
  name: 'Those whose name fits a pattern',
  announced: 'Only those announced to the device groups above',
};

const clockWords: Readonly<Record<(typeof clockModes)[number], string>> = {
  auto: 'Those of this computer',
  off: 'None',
  servers: 'These servers',
};

const captureWords = {
  auto: 'By itself: our own client, LiveKit’s where that gets no way through',
  wire: 'Our own client only',
  'rtc-node': 'LiveKit’s client only (sees less, needs more memory)',
} as const;

const options = <T extends string>(words: Readonly<Record<T, string>>) =>
  Object.entries<string>(words).map(([value, label]) => ({ value, label }));

export function AdvancedFields({ form }: { readonly form: SetupFormState }): ReactElement {
  const { sessions, clock, finalise } = form.values.advanced;
  const hasErrors = Object.keys(form.errors).some((place) => place.startsWith('advanced.'));
  return (
    <Fold
      title="Advanced"
      hint="Which sessions, clock, finishing, space on the disk; as they are, they suit most labs"
      heading
      id="advanced"
      needsAttention={hasErrors}
    >
      <Group grow align="flex-start">
        <Select
          label="Sessions to record"
          description={
            sessions.mode === 'announced'
              ? 'A session that is announced while RabbitMQ is away is missed'
              : 'Sessions made in this window are always recorded'
          }
          allowDeselect={false}
          data={options(sessionWords)}
          {...form.getInputProps('advanced.sessions.mode')}
        />
        {sessions.mode === 'name' && (
          <TextInput
            label="Pattern"
            description="* stands for anything, ? for one character; several with commas"
            placeholder="Study 7*"
            withAsterisk
            {...form.getInputProps('advanced.sessions.pattern')}
          />
        )}
      </Group>
      <Group grow align="flex-start">
        <Select
          label="Time servers"
          description="The clock of this computer is compared with them; it is never set"
          allowDeselect={false}
          data={options(clockWords)}
          {...form.getInputProps('advanced.clock.mode')}
        />
        {clock.mode === 'servers' && (
          <TextInput
            label="Servers"
            description="host or host:port, several with commas"
            placeholder="time.example.org"
            withAsterisk
            {...form.getInputProps('advanced.clock.servers')}
          />
        )}
      </Group>
      <Select
        label="How rooms are joined"
        description="Leave it to the recorder unless somebody who knows your network says otherwise"
        allowDeselect={false}
        data={options(captureWords)}
        {...form.getInputProps('advanced.capture')}
      />
      <Switch
        label="Finish recordings by themselves when their session is over"
        description={
          finalise.auto
            ? 'They are read again, checked, and uploaded whole'
            : 'They stay open, and are not uploaded whole, until somebody runs syncflow-recorder finalize'
        }
        {...form.getInputProps('advanced.finalise.auto', { type: 'checkbox' })}
      />
      <Group grow align="flex-start">
        <NumberInput
          label="Look for recordings left open every"
          description="Minutes; after a crash, for instance"
          allowDecimal={false}
          hideControls
          {...form.getInputProps('advanced.finalise.minutes')}
        />
        <NumberInput
          label="Free space that a new recording needs"
          description="Megabytes; one under way stops at a tenth of it, and says so"
          allowDecimal={false}
          hideControls
          thousandSeparator=","
          {...form.getInputProps('advanced.diskReserveMb')}
        />
      </Group>
      <Group grow align="flex-start">
        <NumberInput
          label="Begin a new file after"
          description="Megabytes (MiB); closed files are uploaded while the session runs"
          allowDecimal={false}
          hideControls
          thousandSeparator=","
          {...form.getInputProps('advanced.segments.mib')}
        />
        <NumberInput
          label="At the latest after"
          description="Minutes"
          allowDecimal={false}
          hideControls
          {...form.getInputProps('advanced.segments.minutes')}
        />
      </Group>
      <PathField
        label="Certificate authority of your own"
        description="A PEM file; trusted beside the usual ones for SyncFlow, RabbitMQ, LiveKit and the bucket"
        placeholder="none"
        choose={window.recorder.chooseAuthority}
        {...form.getInputProps('advanced.caFile')}
      />
    </Fold>
  );
}
