import { Group, NumberInput, Paper, Stack, Switch, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactElement } from 'react';
import type { SetupValues } from './setup-form-values.ts';

export type SetupFormState = UseFormReturnType<SetupValues>;

export function ConnectionFields({ form }: { readonly form: SetupFormState }): ReactElement {
  return (
    <Paper component="section" aria-labelledby="connection-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="connection-title">
          Your SyncFlow server
        </Title>
        <TextInput
          label="Address of the SyncFlow server"
          placeholder="https://api.example.org"
          withAsterisk
          {...form.getInputProps('serverUrl')}
        />
        <Group grow align="flex-start" wrap="wrap">
          <TextInput
            label="RabbitMQ host"
            description="Announces sessions"
            placeholder="rabbitmq.example.org"
            withAsterisk
            {...form.getInputProps('brokerHost')}
          />
          <NumberInput
            label="Port"
            description="Usually 5671"
            hideControls
            allowDecimal={false}
            withAsterisk
            {...form.getInputProps('brokerPort')}
          />
          <TextInput
            label="Virtual host"
            description="Usually syncflow"
            withAsterisk
            {...form.getInputProps('brokerVhost')}
          />
        </Group>
        <Switch
          label="Encrypt the connection to RabbitMQ (TLS)"
          {...form.getInputProps('brokerTls', { type: 'checkbox' })}
        />
      </Stack>
    </Paper>
  );
}
