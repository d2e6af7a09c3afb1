/** Expected against present: the devices of the session's groups as they arrive, and a ping of all. */
import { Alert, Button, Group, Loader, ScrollArea, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHelpCircle,
  IconSpeakerphone,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { timeOfDay } from '../../../shared/format/times.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { isLive } from '../../state/recording-light.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { arrivalWords, pingWords, type Words } from './arrival-words.ts';
import { ArrivalsTable } from './arrivals-table.tsx';
import { ExpectedGroups } from './expected-groups.tsx';
import type { Ping } from './use-ping.ts';

const LOOK_EVERY_MS = 1000;

const closed: Words = { level: 'unknown', text: 'The room is closed; nobody is in it any more.' };

interface DevicesViewProps {
  readonly session: WindowSession;
  readonly ping: Ping;
}

export function DevicesView({ session, ping }: DevicesViewProps): ReactElement {
  const { sessionId, projectId } = session;
  const live = isLive(session);
  const presence = useAnswer(
    sessionId,
    () => window.recorder.presence(sessionId),
    live ? LOOK_EVERY_MS : null,
  );
  const { data, error } = presence;
  return (
    <ScrollArea flex={1} mih={0} type="auto">
      <Stack gap="sm" pb="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Said words={live ? data && arrivalWords(data) : closed} />
          <Group gap="xs" wrap="nowrap" flex="none">
            {data !== null && projectId !== null && live && (
              <ExpectedGroups
                sessionId={sessionId}
                projectId={projectId}
                groups={data.groups}
                onChanged={presence.reload}
              />
            )}
            {live && (
              <Button
                size="xs"
                loading={ping.action.busy}
                leftSection={<IconSpeakerphone size={14} aria-hidden />}
                onClick={() => {
                  ping.action.run();
                }}
              >
                Ping
              </Button>
            )}
          </Group>
        </Group>
        {data?.isAnnounced === false && (
          <Alert
            color="orange"
            variant="light"
            icon={<IconAlertTriangle aria-hidden />}
            title="SyncFlow had a fault: the devices were not told of this session"
            role="alert"
          >
            <Text size="sm">
              It runs and is being recorded. Let the devices join by hand, or end it and start
              another one when SyncFlow is well again.
            </Text>
          </Alert>
        )}
        {error !== null && (
          <ErrorNote
            error={error}
            about="It cannot be told who is there"
            safety="Recording does not depend on this."
          />
        )}
        <PingSaid ping={ping} />
        {live && data !== null && data.expected.length + data.others.length > 0 && (
          <ArrivalsTable presence={data} ping={ping.result} />
        )}
        {live && data !== null && data.expected.length + data.others.length === 0 && (
          <Text size="sm" c="dimmed">
            Nobody is in the room yet. Whoever joins is listed here at once, expected or not.
          </Text>
        )}
      </Stack>
    </ScrollArea>
  );
}

const marks = {
  good: { icon: IconCircleCheck, colour: 'teal' },
  open: { icon: IconAlertTriangle, colour: 'orange' },
  unknown: { icon: IconHelpCircle, colour: 'gray' },
} as const;

function Said({ words }: { readonly words: Words | null }): ReactElement {
  if (words === null) {
    return (
      <Group gap="sm">
        <Loader size="sm" aria-hidden />
        <Text size="sm">Looking who is there…</Text>
      </Group>
    );
  }
  const { icon: Symbol, colour } = marks[words.level];
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" role="status" data-arrivals={words.level}>
      <Symbol
        size={20}
        style={{ flex: 'none' }}
        color={`var(--mantine-color-${colour}-6)`}
        aria-hidden
      />
      <Text fw={600} size="sm">
        {words.text}
      </Text>
    </Group>
  );
}

function PingSaid({ ping: { action, result } }: { readonly ping: Ping }): ReactElement | null {
  if (action.error !== null) {
    return (
      <ErrorNote
        error={action.error}
        about="The room could not be asked"
        safety="Recording goes on; it does not depend on this."
      />
    );
  }
  if (action.busy) {
    return (
      <Text size="sm" c="dimmed" role="status">
        Asking everybody in the room, up to a few seconds…
      </Text>
    );
  }
  if (result === null) return null;
  const { level, text } = pingWords(result);
  const { icon: Symbol, colour } = marks[level];
  const when = `Asked at ${timeOfDay(result.askedAt)}`;
  const marked = result.isMarked
    ? 'the recording says so.'
    : 'no recording says so: the session was not being recorded.';
  return (
    <Alert
      color={colour}
      variant="light"
      py="xs"
      icon={<Symbol aria-hidden />}
      role="status"
      data-ping-outcome={level}
    >
      <Text size="sm">{text}</Text>
      <Text size="xs" c="dimmed">
        {when}; {marked}
      </Text>
    </Alert>
  );
}
