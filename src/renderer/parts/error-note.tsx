/** An error as a person needs it: what, is the data safe, what now, and the action beside it. */
import { Alert, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import type { ErrorView } from '../../shared/errors.ts';
import { sentence } from '../../shared/format/sentence.ts';
import { OpenSettings } from './open-settings.tsx';

interface ErrorNoteProps {
  readonly error: ErrorView;
  /** Which session, project or file; in words. */
  readonly about?: string;
  /** What it means for the data, unless the error says it itself. */
  readonly safety?: string;
  readonly action?: ReactNode;
}

export function ErrorNote({ error, about, safety, action }: ErrorNoteProps): ReactElement {
  const needsSettings = error.blame === 'configuration' || error.blame === 'credentials';
  const data = error.dataSafety ?? safety;
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={about}
      role="alert"
    >
      <Stack gap={6}>
        <Text size="sm">{sentence(error.message)}</Text>
        {data !== undefined && <Text size="sm">{data}</Text>}
        <Group gap="sm" justify="space-between">
          <Text size="sm" fw={600}>
            {error.fix}
          </Text>
          {action ?? (needsSettings && <OpenSettings />)}
        </Group>
      </Stack>
    </Alert>
  );
}
