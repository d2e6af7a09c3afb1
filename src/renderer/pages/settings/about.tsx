import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { UpdateSetting } from '../../parts/update-setting.tsx';
import { go } from '../../state/navigation.ts';
import { useShortcutList } from '../../state/shortcut-list.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { DiagnosticsPanel } from './diagnostics.tsx';
import { OpenLogFolder } from './open-log-folder.tsx';

const texts = strings.settings.about;

export function About(): ReactElement {
  const { data: info } = useAnswer('app', () => window.recorder.appInfo());
  return (
    <Stack gap="md" maw={880}>
      <Paper component="section" aria-labelledby="about-title">
        <Stack gap="sm">
          <Title order={2} size="h4" id="about-title">
            {strings.settings.tabs.about}
          </Title>
          <Text size="sm">{texts.text(info?.version ?? '', info?.electron ?? '')}</Text>
          <UpdateSetting />
          <Group>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                useShortcutList.setState({ opened: true });
              }}
            >
              {strings.shell.shortcuts.title}
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                go({ page: 'settings', tab: 'log' });
              }}
            >
              {texts.showLog}
            </Button>
            <OpenLogFolder />
          </Group>
        </Stack>
      </Paper>
      <DiagnosticsPanel />
    </Stack>
  );
}
