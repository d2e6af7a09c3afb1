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
import { strings } from '../../../shared/strings/strings.ts';
import { EnvImportPanel } from '../../setup/env-import-panel.tsx';
import { ProtectionNote } from '../../setup/protection-note.tsx';
import { SettingsImport } from '../../setup/settings-import.tsx';
import { SetupFormPanel } from '../../setup/setup-form.tsx';
import { useSetupView } from '../../setup/use-setup-view.ts';
import { useEnvLeftover } from '../../state/env-leftover.ts';

const texts = strings.firstRun;

export function FirstRun(): ReactElement {
  const { view, reload } = useSetupView();
  if (view === null) {
    return (
      <Center h="100%">
        <Loader aria-label={strings.common.starting} />
      </Center>
    );
  }
  return (
    <ScrollArea h="100%" type="auto">
      <Container component="main" size="md" py="lg">
        <Stack gap="md">
          <Box>
            <Title order={1} size="h2">
              {texts.title}
            </Title>
            <Text c="dimmed" maw={640}>
              {texts.text}
            </Text>
          </Box>
          {view.notice !== null && <Text c="orange">{view.notice}</Text>}
          <ProtectionNote protection={view.protection} onChanged={reload} />
          <Tabs defaultValue="form" keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="form" leftSection={<IconForms size={16} aria-hidden />}>
                {texts.form}
              </Tabs.Tab>
              <Tabs.Tab value="import" leftSection={<IconFileImport size={16} aria-hidden />}>
                {strings.common.importEnv}
              </Tabs.Tab>
              <Tabs.Tab value="move" leftSection={<IconDevicesPc size={16} aria-hidden />}>
                {texts.moveHere}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="form">
              <SetupFormPanel view={view} saveLabel={texts.save} onSaved={reload} />
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
