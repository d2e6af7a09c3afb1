/** What stands where a list is still empty: a sentence on what will be here, and when. */
import { Paper, Stack, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';

export function NothingYet({
  icon: Symbol,
  title,
  text,
  action,
}: {
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
  /** What can be done instead of waiting. */
  readonly action?: ReactNode;
}): ReactElement {
  return (
    <Paper p="xl">
      <Stack align="center" gap="xs">
        <Symbol size={32} stroke={1.5} opacity={0.6} aria-hidden />
        <Text fw={600}>{title}</Text>
        <Text size="sm" c="dimmed" ta="center" maw={460}>
          {text}
        </Text>
        {action}
      </Stack>
    </Paper>
  );
}
