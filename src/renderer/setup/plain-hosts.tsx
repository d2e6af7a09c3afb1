import { Checkbox, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { SetupFormState } from './connection-fields.tsx';
import { unencryptedHosts } from './setup-form-values.ts';

/** One decision for each host that would be reached without encryption. */
export function PlainHosts({ form }: { readonly form: SetupFormState }): ReactElement | null {
  const hosts = unencryptedHosts(form.values);
  if (hosts.length === 0) return null;
  const { plainHosts } = form.values;
  return (
    <Paper component="section" aria-labelledby="plain-hosts-title">
      <Stack gap={6}>
        <Title order={2} size="h4" id="plain-hosts-title">
          Connections without encryption
        </Title>
        <Text size="sm" c="orange">
          Without encryption, everybody on the network can read what is sent, keys included. Allow
          it only for a network that you trust.
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
    </Paper>
  );
}
