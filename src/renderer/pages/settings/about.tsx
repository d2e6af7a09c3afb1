import { Button, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import type { AppInfo, ColourScheme } from '../../../shared/ipc/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';

export function About(): ReactElement {
  const [info, setInfo] = useState<AppInfo | null>(null);
  useEffect(() => {
    void answerOf(window.recorder.appInfo()).then(setInfo);
  }, []);
  const choose = useAction(async (scheme: ColourScheme) => {
    await answerOf(window.recorder.setColourScheme(scheme));
    setInfo(await answerOf(window.recorder.appInfo()));
  });
  const openLog = useAction(async () => {
    await answerOf(window.recorder.openLogFolder());
  });
  return (
    <Stack gap="md" maw={880}>
      <Paper>
        <Stack gap="sm">
          <Title order={2} size="h4">
            Appearance
          </Title>
          <Group>
            <SegmentedControl
              aria-label="Appearance"
              value={info?.colourScheme ?? 'auto'}
              onChange={(value) => {
                choose.run(value);
              }}
              data={[
                { value: 'auto', label: 'As the system' },
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
              ]}
            />
          </Group>
        </Stack>
      </Paper>
      <Paper>
        <Stack gap="sm">
          <Title order={2} size="h4">
            About
          </Title>
          <Text size="sm">
            SyncFlow Recorder {info?.version}, on Electron {info?.electron}. It sends nothing to
            anybody but your own servers.
          </Text>
          <Text size="sm" c="dimmed">
            Pages by keyboard: Ctrl+1 Home, Ctrl+2 Uploads, Ctrl+3 Recordings, Ctrl+4 Settings,
            Ctrl+5 Devices; Ctrl+N starts a new session.
          </Text>
          <Group>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                openLog.run();
              }}
            >
              Open the log folder
            </Button>
          </Group>
          {openLog.error !== null && <ErrorNote error={openLog.error} />}
        </Stack>
      </Paper>
    </Stack>
  );
}
