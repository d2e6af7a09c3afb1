/** How keys and secrets are kept on this computer, and the one decision that may be needed. */
import { Alert, Checkbox, Stack, Text } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { Protection } from '../../shared/ipc/setup.ts';
import { strings } from '../../shared/strings/strings.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';

const texts = strings.setup.protection;

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
        <Text size="sm">{texts.keyring(protection.backend)}</Text>
      </Alert>
    );
  }
  return (
    <Alert color="orange" variant="light" icon={<IconLockOpen aria-hidden />} title={texts.none}>
      <Stack gap="xs">
        <Text size="sm">{texts.memoryOnly}</Text>
        <Checkbox
          label={texts.keepUnprotected}
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
