/** At the foot of the navigation: a newer version waits. It asks for nothing and covers nothing. */
import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import { useUpdates } from '../state/update-store.ts';

export function UpdateNotice(): ReactElement | null {
  const { state, version, isWanted } = useUpdates(({ view }) => view);
  if (state !== 'ready' || version === null || !isWanted) return null;
  return (
    <Text size="xs" c="dimmed" role="status" data-update="ready">
      {strings.shell.updateReady(version)}
    </Text>
  );
}
