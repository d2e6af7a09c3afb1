import {
  ActionIcon,
  Button,
  Group,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { ColourScheme } from '../../../shared/ipc/contract.ts';
import type { ZoomStep } from '../../../shared/ipc/desktop.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';
import { useAnswer } from '../../state/use-answer.ts';

const texts = strings.settings.appearance;

export function Appearance(): ReactElement {
  const info = useAnswer('app', () => window.recorder.appInfo());
  // The menu changes it too.
  const desktop = useAnswer('desktop', () => window.recorder.desktop(), 1000);
  const choose = useAction(async (scheme: ColourScheme) => {
    await answerOf(window.recorder.setColourScheme(scheme));
    info.reload();
  });
  const zoom = useAction(async (step: ZoomStep) => {
    await answerOf(window.recorder.zoom(step));
    desktop.reload();
  });
  return (
    <Stack gap="md" maw={880}>
      <Paper component="section" aria-labelledby="colours-title">
        <Stack gap="sm">
          <Title order={2} size="h4" id="colours-title">
            {texts.colours}
          </Title>
          <Group>
            <SegmentedControl
              aria-label={strings.settings.tabs.appearance}
              value={info.data?.colourScheme ?? 'auto'}
              onChange={(value) => {
                choose.run(value);
              }}
              data={[
                { value: 'auto', label: texts.schemes.auto },
                { value: 'light', label: texts.schemes.light },
                { value: 'dark', label: texts.schemes.dark },
              ]}
            />
          </Group>
        </Stack>
      </Paper>
      <Paper component="section" aria-labelledby="zoom-title">
        <Stack gap="sm">
          <Title order={2} size="h4" id="zoom-title">
            {texts.size}
          </Title>
          <Group gap="xs">
            <ActionIcon
              variant="default"
              aria-label={texts.smaller}
              onClick={() => {
                zoom.run('out');
              }}
            >
              <IconMinus size={16} aria-hidden />
            </ActionIcon>
            <Text size="sm" w={56} ta="center" className="numbers" data-zoom>
              {texts.percent(desktop.data?.zoomPercent ?? 100)}
            </Text>
            <ActionIcon
              variant="default"
              aria-label={texts.larger}
              onClick={() => {
                zoom.run('in');
              }}
            >
              <IconPlus size={16} aria-hidden />
            </ActionIcon>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                zoom.run('reset');
              }}
            >
              {texts.actualSize}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </Stack>
  );
}
