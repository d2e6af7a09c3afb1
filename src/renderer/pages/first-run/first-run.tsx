/** What a new user sees: one page, two ways. */
import {
  Box,
  Center,
  Container,
  Loader,
  ScrollArea,
  Stack,
  Tabs,
  Text,
  Title,
} from '@mantine/core';
import { IconDevicesPc, IconFileImport, IconForms } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { EnvImportPanel } from '../../setup/env-import-panel.tsx';
import { ProtectionNote } from '../../setup/protection-note.tsx';
import { SettingsImport } from '../../setup/settings-import.tsx';
import { SetupFormPanel } from '../../setup/setup-form.tsx';
import { useSetupView } from '../../setup/use-setup-view.ts';
import { useEnvLeftover } from '../../state/env-leftover.ts';

export function FirstRun(): ReactElement {
  const { view, reload } = useSetupView();
  if (view === null) {
    return (
      <Center h="100%">
        <Loader aria-label="Starting" />
      </Center>
    );
  }
  return (
    <ScrollArea h="100%" type="auto">
      <Container component="main" size="md" py="lg">
        <Stack gap="md">
          <Box>
            <Title order={1} size="h2">
              Welcome to SyncFlow Recorder
            </Title>
            <Text c="dimmed" maw={640}>
              It writes everything that your devices send in a session to this computer’s disk, and
              uploads it to your bucket. Tell it once where your SyncFlow server is; from then on it
              records by itself.
            </Text>
          </Box>
          {view.notice !== null && <Text c="orange">{view.notice}</Text>}
          <ProtectionNote protection={view.protection} onChanged={reload} />
          <Tabs defaultValue="form" keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="form" leftSection={<IconForms size={16} aria-hidden />}>
                Fill in a form
              </Tabs.Tab>
              <Tabs.Tab value="import" leftSection={<IconFileImport size={16} aria-hidden />}>
                Import a .env file
              </Tabs.Tab>
              <Tabs.Tab value="move" leftSection={<IconDevicesPc size={16} aria-hidden />}>
                From another computer
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="form">
              <SetupFormPanel view={view} saveLabel="Save and start" onSaved={reload} />
            </Tabs.Panel>
            <Tabs.Panel value="import">
              <EnvImportPanel
                onImported={(preview) => {
                  useEnvLeftover.setState({ preview });
                }}
              />
            </Tabs.Panel>
            <Tabs.Panel value="move">
              <SettingsImport onImported={reload} />
            </Tabs.Panel>
          </Tabs>
        </Stack>
      </Container>
    </ScrollArea>
  );
}
