/** Expected against present: the devices of the session's groups as they arrive, and a ping of all. */
import { Alert, Button, Group, Loader, ScrollArea, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHelpCircle,
  IconSpeakerphone,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { isLive } from '../../state/recording-light.ts';
import type { SessionHead } from '../../state/recorder-store.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { arrivalWords, pingWords, type Words } from './arrival-words.ts';
import { ArrivalsTable } from './arrivals-table.tsx';
import { ExpectedGroups } from './expected-groups.tsx';
import type { Ping } from './use-ping.ts';

const LOOK_EVERY_MS = 1000;

const texts = strings.session.arrivals;

const closed: Words = { level: 'unknown', text: texts.closed };

interface DevicesViewProps {
  readonly session: SessionHead;
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
                {texts.ping.action}
              </Button>
            )}
          </Group>
        </Group>
        {data?.isAnnounced === false && (
          <Alert
            color="orange"
            variant="light"
            icon={<IconAlertTriangle aria-hidden />}
            title={texts.notAnnounced}
            role="alert"
          >
            <Text size="sm">{texts.notAnnouncedThen}</Text>
          </Alert>
        )}
        {error !== null && (
          <ErrorNote error={error} about={texts.unknown} safety={texts.unknownIsSafe} />
        )}
        <PingSaid ping={ping} />
        {live && data !== null && data.expected.length + data.others.length > 0 && (
          <ArrivalsTable presence={data} ping={ping.result} />
        )}
        {live && data !== null && data.expected.length + data.others.length === 0 && (
          <Text size="sm" c="dimmed">
            {texts.nobodyYet}
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
        <Text size="sm">{texts.looking}</Text>
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
      <Text fw={600} size="sm" textWrap="pretty">
        {words.text}
      </Text>
    </Group>
  );
}

function PingSaid({ ping: { action, result } }: { readonly ping: Ping }): ReactElement | null {
  if (action.error !== null) {
    return (
      <ErrorNote error={action.error} about={texts.ping.failed} safety={texts.ping.failedIsSafe} />
    );
  }
  if (action.busy) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {texts.ping.asking}
      </Text>
    );
  }
  if (result === null) return null;
  const { level, text } = pingWords(result);
  const { icon: Symbol, colour } = marks[level];
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
        {texts.ping.askedAt(result.askedAt, result.isMarked)}
      </Text>
    </Alert>
  );
}
