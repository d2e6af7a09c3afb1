/** The switch for updates, with what it means here. */
import { Stack, Switch, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
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
        {strings.parts.updates.otherWay}
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Switch
        label={strings.parts.updates.label}
        description={strings.parts.updates.hint}
        checked={isWanted}
        onChange={(event) => {
          choose.run(event.currentTarget.checked);
        }}
      />
      {choose.error !== null && <ErrorNote error={choose.error} />}
    </Stack>
  );
}
