import { Alert, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { noticeKinds, type DesktopView, type NoticeSwitches } from '../../../shared/ipc/desktop.ts';
import type { Outcome } from '../../../shared/ipc/outcome.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';
import { useAnswer } from '../../state/use-answer.ts';

const { notices: texts, start } = strings.settings;

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
            {strings.settings.tabs.notifications}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.hint}
          </Text>
          {!data.noticesSupported && (
            <Alert color="gray" variant="light">
              {texts.unsupported}
            </Alert>
          )}
          {noticeKinds.map((kind) => (
            <Switch
              key={kind}
              label={texts.kinds[kind]}
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
            {start.title}
          </Title>
          <Switch
            label={start.atLogin}
            description={start.atLoginHint}
            checked={shown.launchAtLogin}
            onChange={(event) => {
              launch.run(event.currentTarget.checked);
            }}
          />
          {launch.error !== null && <ErrorNote error={launch.error} />}
          <Text size="sm" c="dimmed">
            {start.closing}
          </Text>
        </Stack>
      </Paper>
    </Stack>
  );
}
