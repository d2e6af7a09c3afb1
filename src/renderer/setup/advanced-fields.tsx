/** Settings that few need, behind a fold; each says what it costs. */
import { Group, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import { Fold } from '../parts/fold.tsx';
import type { SetupFormState } from './connection-fields.tsx';
import { PathField } from './path-field.tsx';

const texts = strings.setup.advanced;

const options = <T extends string>(words: Readonly<Record<T, string>>) =>
  Object.entries<string>(words).map(([value, label]) => ({ value, label }));

export function AdvancedFields({ form }: { readonly form: SetupFormState }): ReactElement {
  const { sessions, clock, finalise } = form.values.advanced;
  const isAnnouncedOnly = sessions.mode === 'announced';
  const hasErrors = Object.keys(form.errors).some((place) => place.startsWith('advanced.'));
  return (
    <Fold title={texts.title} hint={texts.hint} heading id="advanced" needsAttention={hasErrors}>
      <Group grow align="flex-start">
        <Select
          label={texts.sessions.label}
          description={isAnnouncedOnly ? texts.sessions.announcedHint : texts.sessions.hint}
          allowDeselect={false}
          data={options(texts.sessions.modes)}
          {...form.getInputProps('advanced.sessions.mode')}
        />
        {sessions.mode === 'name' && (
          <TextInput
            label={texts.sessions.pattern}
            description={texts.sessions.patternHint}
            placeholder={texts.sessions.patternExample}
            withAsterisk
            {...form.getInputProps('advanced.sessions.pattern')}
          />
        )}
      </Group>
      <Group grow align="flex-start">
        <Select
          label={texts.clock.label}
          description={texts.clock.hint}
          allowDeselect={false}
          data={options(texts.clock.modes)}
          {...form.getInputProps('advanced.clock.mode')}
        />
        {clock.mode === 'servers' && (
          <TextInput
            label={texts.clock.servers}
            description={texts.clock.serversHint}
            placeholder={strings.setup.examples.timeServers}
            withAsterisk
            {...form.getInputProps('advanced.clock.servers')}
          />
        )}
      </Group>
      <Select
        label={texts.capture.label}
        description={texts.capture.hint}
        allowDeselect={false}
        data={options(texts.capture.choices)}
        {...form.getInputProps('advanced.capture')}
      />
      <Switch
        label={texts.finalise.label}
        description={finalise.auto ? texts.finalise.onHint : texts.finalise.offHint}
        {...form.getInputProps('advanced.finalise.auto', { type: 'checkbox' })}
      />
      <Group grow align="flex-start">
        <NumberInput
          label={texts.finalise.every}
          description={texts.finalise.everyHint}
          allowDecimal={false}
          hideControls
          {...form.getInputProps('advanced.finalise.minutes')}
        />
        <NumberInput
          label={texts.reserve.label}
          description={texts.reserve.hint}
          allowDecimal={false}
          hideControls
          thousandSeparator=","
          {...form.getInputProps('advanced.diskReserveMb')}
        />
      </Group>
      <Group grow align="flex-start">
        <NumberInput
          label={texts.segments.size}
          description={texts.segments.sizeHint}
          allowDecimal={false}
          hideControls
          thousandSeparator=","
          {...form.getInputProps('advanced.segments.mib')}
        />
        <NumberInput
          label={texts.segments.age}
          description={texts.segments.ageHint}
          allowDecimal={false}
          hideControls
          {...form.getInputProps('advanced.segments.minutes')}
        />
      </Group>
      <PathField
        label={texts.authority.label}
        description={texts.authority.hint}
        placeholder={texts.authority.none}
        choose={window.recorder.chooseAuthority}
        {...form.getInputProps('advanced.caFile')}
      />
    </Fold>
  );
}
