/** Uploading as a whole: how much is to go, pause, and how fast at most. */
import {
  Alert,
  Button,
  Group,
  NumberInput,
  Popover,
  SegmentedControl,
  Stack,
  Text,
} from '@mantine/core';
import { IconGauge, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WindowSnapshot } from '../../../shared/ipc/views.ts';
import { dateTime } from '../../../shared/format/times.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';

const { speed: texts, pause: pauseTexts } = strings.uploads;

const SLOWEST_KB = 32;
const FIRST_KB = 500;
type Uploading = WindowSnapshot['uploading'];

export function UploadingControls(): ReactElement | null {
  const uploading = useRecorder(({ snapshot }) => snapshot?.uploading ?? null);
  const pause = useAction(async (paused: boolean) => {
    await answerOf(window.recorder.pauseUploads(paused));
  });
  if (uploading === null) return null;
  const { pausedAt, openBytes } = uploading;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" className="numbers">
          {texts.left(openBytes)}
          {limitText(uploading)}
        </Text>
        <Group gap="xs">
          <LimitButton uploading={uploading} />
          {pausedAt === null && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlayerPause size={14} aria-hidden />}
              loading={pause.busy}
              onClick={() => {
                pause.run(true);
              }}
            >
              {pauseTexts.button}
            </Button>
          )}
        </Group>
      </Group>
      {pausedAt !== null && (
        <Alert color="yellow" variant="light" title={pauseTexts.title} data-paused>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{pauseTexts.text(dateTime(pausedAt))}</Text>
            <Button
              size="xs"
              miw={112}
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              loading={pause.busy}
              onClick={() => {
                pause.run(false);
              }}
            >
              {strings.common.goOn}
            </Button>
          </Group>
        </Alert>
      )}
      {pause.error !== null && <ErrorNote error={pause.error} about={strings.common.didNotWork} />}
    </Stack>
  );
}

function limitText({ limitBytesPerSecond, limitIsOrdered, slowedTo }: Uploading): string {
  if (slowedTo !== null) {
    return texts.slowed(slowedTo);
  }
  if (limitBytesPerSecond === null) return limitIsOrdered ? texts.unlimited : '';
  return texts.limited(limitBytesPerSecond);
}

type Choice = 'settings' | 'limit' | 'none';

function choiceOf({ limitIsOrdered, limitBytesPerSecond }: Uploading): Choice {
  if (!limitIsOrdered) return 'settings';
  return limitBytesPerSecond === null ? 'none' : 'limit';
}

function LimitButton({ uploading }: { readonly uploading: Uploading }): ReactElement {
  const [opened, setOpened] = useState(false);
  const [choice, setChoice] = useState<Choice>('settings');
  const [kilobytes, setKilobytes] = useState<number>(FIRST_KB);
  const apply = useAction(async () => {
    const limit = choice === 'settings' ? choice : choice === 'none' ? null : kilobytes;
    await answerOf(window.recorder.limitUploads(limit));
    setOpened(false);
  });
  const open = (): void => {
    setChoice(choiceOf(uploading));
    setKilobytes(Math.round((uploading.limitBytesPerSecond ?? FIRST_KB * 1000) / 1000));
    setOpened(!opened);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus withArrow>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconGauge size={14} aria-hidden />}
          onClick={open}
        >
          {texts.button}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" w={280}>
          <SegmentedControl
            size="xs"
            aria-label={texts.label}
            value={choice}
            onChange={setChoice}
            data={[
              { value: 'settings', label: texts.choices.settings },
              { value: 'limit', label: texts.choices.limit },
              { value: 'none', label: texts.choices.none },
            ]}
          />
          {choice === 'limit' && (
            <NumberInput
              label={texts.kilobytes}
              min={SLOWEST_KB}
              max={10_000_000}
              allowDecimal={false}
              clampBehavior="strict"
              value={kilobytes}
              onChange={(value) => {
                if (typeof value === 'number') setKilobytes(value);
              }}
            />
          )}
          {apply.error !== null && <ErrorNote error={apply.error} />}
          <Button
            size="xs"
            loading={apply.busy}
            disabled={choice === 'limit' && kilobytes < SLOWEST_KB}
            onClick={() => {
              apply.run();
            }}
          >
            {strings.common.apply}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
