import { Alert, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowVerification } from '../../../shared/ipc/recordings.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { StatusBadge } from './status-badge.tsx';

const texts = strings.receipt.verified;

/** The answer of reading every byte again. */
export function VerificationNote({
  verification,
}: {
  readonly verification: WindowVerification;
}): ReactElement {
  const { status, problems, messages, checkedAt } = verification;
  const bad = problems.length > 0;
  const Symbol = bad ? IconAlertTriangle : IconShieldCheck;
  return (
    <Alert
      color={bad ? 'orange' : 'teal'}
      variant="light"
      icon={<Symbol aria-hidden />}
      role="status"
    >
      <Stack gap={4}>
        <Group gap="sm">
          <StatusBadge status={status} />
          <Text size="sm">{bad ? texts.bad : texts.good(checkedAt, messages)}</Text>
        </Group>
        {bad && (
          <List size="sm">
            {problems.slice(0, 20).map((problem) => (
              <List.Item key={problem}>{problem}</List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Alert>
  );
}
