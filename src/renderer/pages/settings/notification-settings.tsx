import { Alert, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import {
  noticeKinds,
  type DesktopView,
  type NoticeKind,
  type NoticeSwitches,
} from '../../../shared/ipc/desktop.ts';
import type { Outcome } from '../../../shared/ipc/outcome.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';
import { useAnswer } from '../../state/use-answer.ts';

const words: Readonly<Record<NoticeKind, string>> = {
  disk: 'The disk is nearly full',
  recording: 'A recording was stopped by a fault',
  credentials: 'A server refuses the keys of a project, or keys are missing',
  uploads: 'An upload was refused, and needs somebody',
  clock: 'The clock of this computer is wrong',
};

export function NotificationSettings(): ReactElement | null {
  const { data, reload } = useAnswer('desktop', () => window.recorder.desktop());
  // A switch shows at once what was chosen; it goes back only when that could not be done.
  const [chosen, setChosen] = useState<Partial<DesktopView>>({});
  const choose = async (wanted: Partial<DesktopView>, work: Promise<Outcome<void>>) => {
    setChosen((before) => ({ ...before, ...wanted }));
    try {
      await answerOf(work);
    } catch (thrown) {
      setChosen({});
      reload();
      throw thrown;
    }
  };
  const change = useAction((notices: NoticeSwitches) =>
    choose({ notices }, window.recorder.setNotices(notices)),
  );
  const launch = useAction((launchAtLogin: boolean) =>
    choose({ launchAtLogin }, window.recorder.setLaunchAtLogin(launchAtLogin)),
  );
  if (data === null) return null;
  const shown = { ...data, ...chosen };
  return (
    <Stack gap="md" maw={880}>
      <Paper component="section" aria-labelledby="notices-title">
        <Stack gap="sm">
          <Title order={2} size="h4" id="notices-title">
            Notifications
          </Title>
          <Text size="sm" c="dimmed">
            Only when somebody has to act, and once for each cause. Messages are never announced.
          </Text>
          {!data.noticesSupported && (
            <Alert color="gray" variant="light">
              This system shows no notifications. Home says what has to be done.
            </Alert>
          )}
          {noticeKinds.map((kind) => (
            <Switch
              key={kind}
              label={words[kind]}
              checked={shown.notices[kind]}
              onChange={(event) => {
                change.run({ ...shown.notices, [kind]: event.currentTarget.checked });
              }}
            />
          ))}
          {change.error !== null && <ErrorNote error={change.error} />}
        </Stack>
      </Paper>
      <Paper component="section" aria-labelledby="start-title">
        <Stack gap="sm">
          <Title order={2} size="h4" id="start-title">
            Start and window
          </Title>
          <Switch
            label="Start the recorder when I log in"
            description="Its window stays minimised until you open it"
            checked={shown.launchAtLogin}
            onChange={(event) => {
              launch.run(event.currentTarget.checked);
            }}
          />
          {launch.error !== null && <ErrorNote error={launch.error} />}
          <Text size="sm" c="dimmed">
            While something is recorded, closing the window does not end the recording: the window
            goes to the tray, or is minimised where the desktop has none.
          </Text>
        </Stack>
      </Paper>
    </Stack>
  );
}
