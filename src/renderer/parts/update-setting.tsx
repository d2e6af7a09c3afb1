/** The switch for updates, with what it means here. */
import { Stack, Switch, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { answerOf } from '../state/call.ts';
import { useUpdates } from '../state/update-store.ts';
import { useAction } from '../state/use-action.ts';
import { ErrorNote } from './error-note.tsx';

export function UpdateSetting(): ReactElement {
  const { isPossible, isWanted } = useUpdates(({ view }) => view);
  const choose = useAction(async (wanted: boolean) => {
    await answerOf(window.recorder.setUpdatesWanted(wanted));
  });
  if (!isPossible) {
    return (
      <Text size="sm" c="dimmed">
        Newer versions come the way this one came: it does not look for them by itself.
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Switch
        label="Look for newer versions"
        description="Never while a session is recorded. A newer version is installed when you quit."
        checked={isWanted}
        onChange={(event) => {
          choose.run(event.currentTarget.checked);
        }}
      />
      {choose.error !== null && <ErrorNote error={choose.error} />}
    </Stack>
  );
}
