/** Settings that come from elsewhere, or go there. */
import { Paper, Stack, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { DeleteEnvFile } from '../../setup/delete-env-file.tsx';
import { EnvImportPanel } from '../../setup/env-import-panel.tsx';
import { SettingsExport } from '../../setup/settings-export.tsx';
import { SettingsImport } from '../../setup/settings-import.tsx';
import { useEnvLeftover } from '../../state/env-leftover.ts';
import { saidSaved } from './recording-settings.tsx';

export function MoveSettings(): ReactElement {
  const leftover = useEnvLeftover((state) => state.preview);
  return (
    <Stack gap="md" maw={880}>
      <Paper component="section" aria-labelledby="move-title">
        <Stack gap="md">
          <Title order={2} size="h4" id="move-title">
            {strings.settings.move.title}
          </Title>
          <SettingsExport />
          <SettingsImport onImported={saidSaved} />
        </Stack>
      </Paper>
      <Paper component="section" aria-labelledby="env-title">
        <Stack gap="sm">
          <Title order={2} size="h4" id="env-title">
            {strings.common.importEnv}
          </Title>
          {leftover !== null && (
            <DeleteEnvFile
              preview={leftover}
              onDone={() => {
                useEnvLeftover.setState({ preview: null });
              }}
            />
          )}
          <EnvImportPanel
            onImported={(preview) => {
              useEnvLeftover.setState({ preview });
              saidSaved();
            }}
          />
        </Stack>
      </Paper>
    </Stack>
  );
}
