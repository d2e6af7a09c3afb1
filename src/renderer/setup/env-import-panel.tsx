/** Import of the daemon's .env: choose, look at what goes where, take over, delete the file. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { EnvPreview } from '../../shared/ipc/setup.ts';
import { strings } from '../../shared/strings/strings.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';
import { EnvPreviewTable } from './env-preview-table.tsx';
import { FolderField } from './recorder-fields.tsx';

const texts = strings.setup.import.env;

interface EnvImportPanelProps {
  /** The settings are taken over; the file is still there. */
  readonly onImported: (preview: EnvPreview) => void;
}

export function EnvImportPanel({ onImported }: EnvImportPanelProps): ReactElement {
  const [preview, setPreview] = useState<EnvPreview | null>(null);
  const [dataFolder, setDataFolder] = useState('');
  const choose = useAction(async () => {
    const chosen = await answerOf(window.recorder.chooseEnvFile());
    if (chosen === null) return;
    setPreview(chosen);
    setDataFolder(chosen.dataFolder);
  });
  const take = useAction(async (shown: EnvPreview) => {
    await answerOf(window.recorder.importEnvFile(shown.importId, dataFolder));
    onImported(shown);
  });
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" maw={560}>
          {texts.intro}
        </Text>
        <Button
          variant={preview === null ? 'filled' : 'default'}
          leftSection={<IconFileImport size={16} aria-hidden />}
          loading={choose.busy}
          onClick={() => {
            choose.run();
          }}
        >
          {preview === null ? texts.choose : texts.chooseAnother}
        </Button>
      </Group>
      {choose.error !== null && (
        <ErrorNote error={choose.error} about={strings.common.fileNotRead} />
      )}
      {preview !== null && (
        <>
          <EnvPreviewTable preview={preview} />
          <FolderField value={dataFolder} onChange={setDataFolder} />
          {take.error !== null && (
            <ErrorNote error={take.error} about={strings.common.nothingImported} />
          )}
          <Group justify="flex-end">
            <Button
              disabled={preview.problems.length > 0 || dataFolder.trim() === ''}
              loading={take.busy}
              onClick={() => {
                take.run(preview);
              }}
            >
              {texts.take}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
