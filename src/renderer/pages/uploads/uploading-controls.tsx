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
import { bytes } from '../../../shared/format/numbers.ts';
import { dateTime } from '../../../shared/format/times.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';

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
          {openBytes === 0 ? 'Nothing is left to send' : `${bytes(openBytes)} left to send`}
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
              Pause uploading
            </Button>
          )}
        </Group>
      </Group>
      {pausedAt !== null && (
        <Alert color="yellow" variant="light" title="Uploading is paused" data-paused>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">
              Since {dateTime(pausedAt)}, also after a restart. Recording goes on; everything stays
              on this disk.
            </Text>
            <Button
              size="xs"
              miw={112}
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              loading={pause.busy}
              onClick={() => {
                pause.run(false);
              }}
            >
              Go on
            </Button>
          </Group>
        </Alert>
      )}
      {pause.error !== null && <ErrorNote error={pause.error} about="That did not work" />}
    </Stack>
  );
}

function limitText({ limitBytesPerSecond, limitIsOrdered, slowedTo }: Uploading): string {
  if (slowedTo !== null) {
    return `, slowed to ${bytes(slowedTo)} a second: the recording comes first`;
  }
  if (limitBytesPerSecond === null) return limitIsOrdered ? ', without a limit' : '';
  return `, at most ${bytes(limitBytesPerSecond)} a second`;
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
          Limit the speed
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" w={280}>
          <SegmentedControl
            size="xs"
            aria-label="Limit of all uploads together"
            value={choice}
            onChange={setChoice}
            data={[
              { value: 'settings', label: 'As in Settings' },
              { value: 'limit', label: 'At most' },
              { value: 'none', label: 'No limit' },
            ]}
          />
          {choice === 'limit' && (
            <NumberInput
              label="kB a second, all uploads together"
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
            Apply
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
