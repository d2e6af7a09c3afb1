import { Checkbox, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import type { SetupFormState } from './connection-fields.tsx';
import { unencryptedHosts } from './setup-form-values.ts';

const texts = strings.setup.plain;

/** One decision for each host that would be reached without encryption. */
export function PlainHosts({ form }: { readonly form: SetupFormState }): ReactElement | null {
  const hosts = unencryptedHosts(form.values);
  if (hosts.length === 0) return null;
  const { plainHosts } = form.values;
  return (
    <Paper component="section" aria-labelledby="plain-hosts-title">
      <Stack gap={6}>
        <Title order={2} size="h4" id="plain-hosts-title">
          {texts.title}
        </Title>
        <Text size="sm" c="orange">
          {texts.text}
        </Text>
        {hosts.map((host) => (
          <Checkbox
            key={host}
            label={texts.allow(host)}
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
