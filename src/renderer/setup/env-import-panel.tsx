/** Import of the daemon's .env: choose, look at what goes where, take over, delete the file. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { EnvPreview } from '../../shared/ipc/setup.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';
import { EnvPreviewTable } from './env-preview-table.tsx';
import { FolderField } from './recorder-fields.tsx';

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
          If you used the command-line recorder, its file of settings (usually named .env) holds
          everything that is needed. You see first what would go where.
        </Text>
        <Button
          variant={preview === null ? 'filled' : 'default'}
          leftSection={<IconFileImport size={16} aria-hidden />}
          loading={choose.busy}
          onClick={() => {
            choose.run();
          }}
        >
          {preview === null ? 'Choose the .env file…' : 'Choose another file…'}
        </Button>
      </Group>
      {choose.error !== null && <ErrorNote error={choose.error} about="This file was not read" />}
      {preview !== null && (
        <>
          <EnvPreviewTable preview={preview} />
          <FolderField value={dataFolder} onChange={setDataFolder} />
          {take.error !== null && <ErrorNote error={take.error} about="Nothing was imported" />}
          <Group justify="flex-end">
            <Button
              disabled={preview.problems.length > 0 || dataFolder.trim() === ''}
              loading={take.busy}
              onClick={() => {
                take.run(preview);
              }}
            >
              Import and start
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
