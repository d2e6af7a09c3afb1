import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';

const texts = strings.setup.import.export;

export function SettingsExport(): ReactElement {
  const [path, setPath] = useState<string | null>(null);
  const save = useAction(async () => {
    setPath(await answerOf(window.recorder.exportSettings()));
  });
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" maw={540}>
          {texts.intro}
        </Text>
        <Button
          variant="default"
          leftSection={<IconFileExport size={16} aria-hidden />}
          loading={save.busy}
          onClick={() => {
            save.run();
          }}
        >
          {texts.button}
        </Button>
      </Group>
      {path !== null && (
        <Text size="sm" role="status">
          {strings.common.savedAs(path)}
        </Text>
      )}
      {save.error !== null && <ErrorNote error={save.error} about={strings.common.nothingSaved} />}
    </Stack>
  );
}
