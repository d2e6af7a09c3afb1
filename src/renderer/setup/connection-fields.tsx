import {
  Checkbox,
  Group,
  NumberInput,
  Paper,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactElement } from 'react';
import { unencryptedHosts, type SetupValues } from './setup-form-values.ts';

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
            description="Tells the recorder about new sessions"
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
        <PlainHosts form={form} />
      </Stack>
    </Paper>
  );
}

/** One decision for each host that would be reached without encryption. */
function PlainHosts({ form }: { readonly form: SetupFormState }): ReactElement | null {
  const hosts = unencryptedHosts(form.values);
  if (hosts.length === 0) return null;
  const { plainHosts } = form.values;
  return (
    <Stack gap={6}>
      <Text size="sm" c="orange">
        Without encryption, everybody on the network can read what is sent, keys included. Allow it
        only for a network that you trust.
      </Text>
      {hosts.map((host) => (
        <Checkbox
          key={host}
          label={`Allow connections without encryption to ${host}`}
          checked={plainHosts.includes(host)}
          onChange={(event) => {
            const others = plainHosts.filter((known) => known !== host);
            form.setFieldValue(
              'plainHosts',
              event.currentTarget.checked ? [...others, host] : others,
            );
          }}
        />
      ))}
    </Stack>
  );
}
