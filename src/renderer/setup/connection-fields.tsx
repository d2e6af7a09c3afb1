import { Group, NumberInput, Paper, Stack, Switch, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import type { SetupValues } from './setup-form-values.ts';

const texts = strings.setup.connection;

export type SetupFormState = UseFormReturnType<SetupValues>;

export function ConnectionFields({ form }: { readonly form: SetupFormState }): ReactElement {
  return (
    <Paper component="section" aria-labelledby="connection-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="connection-title">
          {texts.title}
        </Title>
        <TextInput
          label={texts.address}
          placeholder={strings.setup.examples.syncflow}
          withAsterisk
          {...form.getInputProps('serverUrl')}
        />
        <Group grow align="flex-start" wrap="wrap">
          <TextInput
            label={texts.broker}
            description={texts.brokerHint}
            placeholder={strings.setup.examples.broker}
            withAsterisk
            {...form.getInputProps('brokerHost')}
          />
          <NumberInput
            label={texts.port}
            description={texts.portHint}
            hideControls
            allowDecimal={false}
            withAsterisk
            {...form.getInputProps('brokerPort')}
          />
          <TextInput
            label={texts.virtualHost}
            description={texts.virtualHostHint}
            withAsterisk
            {...form.getInputProps('brokerVhost')}
          />
        </Group>
        <Switch label={texts.encrypt} {...form.getInputProps('brokerTls', { type: 'checkbox' })} />
      </Stack>
    </Paper>
  );
}
