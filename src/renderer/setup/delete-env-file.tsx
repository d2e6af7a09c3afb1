/** After an import: the file still holds every secret in plain text. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconFileAlert } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { EnvPreview } from '../../shared/ipc/setup.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';

interface DeleteEnvFileProps {
  readonly preview: EnvPreview;
  readonly onDone: () => void;
}

export function DeleteEnvFile({ preview, onDone }: DeleteEnvFileProps): ReactElement {
  const remove = useAction(async () => {
    await answerOf(window.recorder.deleteEnvFile(preview.importId));
    onDone();
  });
  return (
    <Alert
      color="blue"
      variant="light"
      icon={<IconFileAlert aria-hidden />}
      title="Imported. The file still holds your keys and secrets as plain text"
    >
      <Stack gap="sm">
        <Text size="sm">
          {preview.path} is not needed by this recorder any more. Delete it, unless the command-line
          recorder still uses it.
        </Text>
        {remove.error !== null && (
          <ErrorNote error={remove.error} about="The file is still there" />
        )}
        <Group>
          <Button
            size="xs"
            color="orange"
            loading={remove.busy}
            onClick={() => {
              remove.run();
            }}
          >
            Delete the file
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            Keep it
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
