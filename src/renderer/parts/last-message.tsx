/** When a device was last heard, and whether that is long ago. */
import { Group, Text } from '@mantine/core';
import { IconActivity, IconZzz } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { ago } from '../../shared/format/times.ts';
import { strings } from '../../shared/strings/strings.ts';

/** A device that was heard before and is not heard for this long is called silent. */
const SILENT_MS = 30_000;

export function LastMessage({
  at,
  now,
}: {
  readonly at: number | null;
  readonly now: number;
}): ReactElement {
  if (at === null) {
    return (
      <Text size="sm" c="dimmed">
        {strings.parts.lastMessage.never}
      </Text>
    );
  }
  const silent = now - at > SILENT_MS;
  const Symbol = silent ? IconZzz : IconActivity;
  return (
    <Group gap={6} wrap="nowrap">
      <Symbol
        size={14}
        color={`var(--mantine-color-${silent ? 'orange' : 'teal'}-6)`}
        aria-hidden
      />
      <Text size="sm" className="numbers">
        {silent ? strings.parts.lastMessage.silent(ago(at, now)) : ago(at, now)}
      </Text>
    </Group>
  );
}
