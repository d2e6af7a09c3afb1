/** How keys and secrets are kept on this computer, and the one decision that may be needed. */
import { Alert, Checkbox, Stack, Text } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { Protection } from '../../shared/ipc/setup.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';

interface ProtectionNoteProps {
  readonly protection: Protection;
  readonly onChanged: () => void;
}

export function ProtectionNote({ protection, onChanged }: ProtectionNoteProps): ReactElement {
  // The box shows at once what she chose; it goes back only when that could not be done.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const consent = useAction(async (allowed: boolean) => {
    setChosen(allowed);
    try {
      await answerOf(window.recorder.allowUnprotectedSecrets(allowed));
    } catch (thrown) {
      setChosen(null);
      throw thrown;
    }
    onChanged();
  });
  if (protection.state === 'keyring') {
    return (
      <Alert color="gray" variant="light" icon={<IconLock aria-hidden />}>
        <Text size="sm">
          Keys and secrets are kept encrypted by this computer’s keyring ({protection.backend}).
          This window can replace them, never show them.
        </Text>
      </Alert>
    );
  }
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconLockOpen aria-hidden />}
      title="This computer offers no keyring to the recorder"
    >
      <Stack gap="xs">
        <Text size="sm">
          Keys and secrets are kept in memory only: after each start you type or import them again,
          and until then nothing is recorded.
        </Text>
        <Checkbox
          label="Keep them on this disk all the same. Whoever can read my files can then read them."
          checked={chosen ?? protection.state === 'unprotected'}
          disabled={consent.busy}
          onChange={(event) => {
            consent.run(event.currentTarget.checked);
          }}
        />
        {consent.error !== null && <ErrorNote error={consent.error} />}
      </Stack>
    </Alert>
  );
}
