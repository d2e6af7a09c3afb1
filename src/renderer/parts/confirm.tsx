/** A question before something that cannot be undone; the careful answer has the focus. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { ErrorView } from '../../shared/errors.ts';
import { ErrorNote } from './error-note.tsx';

interface ConfirmProps {
  readonly opened: boolean;
  readonly title: string;
  /** What will happen; in sentences. */
  readonly children: ReactNode;
  readonly keepLabel: string;
  readonly doLabel: string;
  readonly busy: boolean;
  readonly error: ErrorView | null;
  readonly onKeep: () => void;
  readonly onDo: () => void;
}

export function Confirm(props: ConfirmProps): ReactElement {
  const { opened, title, children, keepLabel, doLabel, busy, error, onKeep, onDo } = props;
  return (
    // At once: while it still grew, a click on its button could land beside it, which keeps (seen once).
    <Modal
      opened={opened}
      onClose={onKeep}
      title={title}
      centered
      transitionProps={{ duration: 0 }}
    >
      <Stack gap="sm">
        <Text size="sm" component="div">
          {children}
        </Text>
        {error !== null && <ErrorNote error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onKeep} data-autofocus>
            {keepLabel}
          </Button>
          <Button color="orange" loading={busy} onClick={onDo}>
            {doLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
