import { Alert, Stack, Tabs, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconFileImport,
  IconInfoCircle,
  IconPalette,
  IconPlugConnected,
} from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { Page } from '../../parts/page.tsx';
import { DeleteEnvFile } from '../../setup/delete-env-file.tsx';
import { EnvImportPanel } from '../../setup/env-import-panel.tsx';
import { ProtectionNote } from '../../setup/protection-note.tsx';
import { SetupFormPanel } from '../../setup/setup-form.tsx';
import { useSetupView } from '../../setup/use-setup-view.ts';
import { useEnvLeftover } from '../../state/env-leftover.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { isLive } from '../../state/recording-light.ts';
import { About } from './about.tsx';

export function Settings(): ReactElement {
  const { view, reload } = useSetupView();
  const [saves, setSaves] = useState(0);
  const leftover = useEnvLeftover((state) => state.preview);
  const live = useRecorder(({ snapshot }) => snapshot?.sessions.filter(isLive).length ?? 0);
  const saved = (): void => {
    notifications.show({ message: 'Saved. The recorder started again with these settings.' });
    setSaves((count) => count + 1);
    reload();
  };
  return (
    <Page title="Settings">
      <Tabs defaultValue="recording" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="recording" leftSection={<IconPlugConnected size={16} aria-hidden />}>
            Recording and uploads
          </Tabs.Tab>
          <Tabs.Tab value="import" leftSection={<IconFileImport size={16} aria-hidden />}>
            Import a .env file
          </Tabs.Tab>
          <Tabs.Tab value="app" leftSection={<IconPalette size={16} aria-hidden />}>
            Appearance and about
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="recording">
          {view !== null && (
            <Stack gap="md" maw={880}>
              {view.source === 'env-file' && (
                <Alert color="blue" variant="light" icon={<IconInfoCircle aria-hidden />}>
                  <Text size="sm">
                    For this run the recorder was set up by {view.envFile}. What is saved here
                    counts from the next start without that file.
                  </Text>
                </Alert>
              )}
              {view.notice !== null && (
                <Alert color="orange" variant="light">
                  {view.notice}
                </Alert>
              )}
              {live > 0 && (
                <Alert color="blue" variant="light" icon={<IconInfoCircle aria-hidden />}>
                  <Text size="sm">
                    Sessions are being recorded. Saving interrupts them for a few seconds; the
                    recordings go on afterwards and note the gap.
                  </Text>
                </Alert>
              )}
              <ProtectionNote protection={view.protection} onChanged={reload} />
              <SetupFormPanel
                // A saved form begins anew from what was stored, with empty fields for secrets.
                key={saves}
                view={view}
                saveLabel="Save"
                onSaved={saved}
              />
            </Stack>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="import">
          <Stack gap="md" maw={880}>
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
                saved();
              }}
            />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="app">
          <About />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
