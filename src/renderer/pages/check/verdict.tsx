/** The one sentence at the end of a run. */
import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';

interface VerdictProps {
  readonly text: string;
  readonly isGood: boolean;
}

export function Verdict({ text, isGood }: VerdictProps): ReactElement {
  return (
    <Group gap="xs" wrap="nowrap" data-verdict={isGood ? 'good' : 'bad'}>
      {isGood ? (
        <IconCircleCheck size={22} color="var(--mantine-color-teal-6)" aria-hidden />
      ) : (
        <IconAlertTriangle size={22} color="var(--mantine-color-orange-6)" aria-hidden />
      )}
      <Text fw={600}>{text}</Text>
    </Group>
  );
}
