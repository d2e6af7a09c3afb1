import { Group, Paper, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconHelpCircle, type Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import type { Health, HealthLevel } from './health.ts';

const { names } = strings.home.health;

const marks: Readonly<Record<HealthLevel, { icon: Icon; colour: string }>> = {
  good: { icon: IconCircleCheck, colour: 'teal' },
  unknown: { icon: IconHelpCircle, colour: 'gray' },
  warning: { icon: IconAlertTriangle, colour: 'yellow' },
  bad: { icon: IconAlertTriangle, colour: 'orange' },
};

interface HealthCardProps {
  readonly icon: Icon;
  readonly part: keyof typeof names;
  readonly health: Health;
}

export function HealthCard({ icon: Symbol, part, health }: HealthCardProps): ReactElement {
  const { icon: Mark, colour } = marks[health.level];
  const full = [health.detail, health.fix].filter((part) => part !== undefined).join(' — ');
  return (
    <Tooltip label={full} multiline maw={360}>
      <Paper p="sm" data-health={part} data-level={health.level} tabIndex={0}>
        <Group gap={6} wrap="nowrap" mb={4}>
          <Symbol size={16} stroke={1.6} opacity={0.7} aria-hidden />
          <Text size="xs" c="dimmed" className="clip">
            {names[part]}
          </Text>
        </Group>
        <Group gap={6} wrap="nowrap">
          <Mark
            size={18}
            color={`var(--mantine-color-${colour}-${colour === 'gray' ? '5' : '6'})`}
            aria-hidden
          />
          <Text fw={600} size="sm" className="clip">
            {health.word}
          </Text>
        </Group>
        <Text size="xs" c="dimmed" lineClamp={3}>
          {health.detail}
        </Text>
      </Paper>
    </Tooltip>
  );
}
