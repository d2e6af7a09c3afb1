/** After an import: the file still holds every secret in plain text. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconFileAlert } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { EnvPreview } from '../../shared/ipc/setup.ts';
import { strings } from '../../shared/strings/strings.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';

const texts = strings.setup.import.leftover;

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
    <Alert color="blue" variant="light" icon={<IconFileAlert aria-hidden />} title={texts.title}>
      <Stack gap="sm">
        <Text size="sm">{texts.text(preview.path)}</Text>
        {remove.error !== null && <ErrorNote error={remove.error} about={texts.failed} />}
        <Group>
          <Button
            size="xs"
            color="orange"
            loading={remove.busy}
            onClick={() => {
              remove.run();
            }}
          >
            {texts.remove}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {strings.common.keepIt}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
