/** What needs a person, on top of the page, each with its action; nothing when all is well. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { PresenceView } from '../../../shared/ipc/desk.ts';
import type { WindowSession, WindowSnapshot } from '../../../shared/ipc/views.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { answerOf } from '../../state/call.ts';
import { go } from '../../state/navigation.ts';
import { isLive } from '../../state/recording-light.ts';
import { useNow } from '../../state/use-now.ts';
import { needsOf } from './needs.ts';

export function NeedsYou({ snapshot }: { readonly snapshot: WindowSnapshot }): ReactElement | null {
  const now = useNow();
  const presence = usePresence(snapshot);
  const needs = needsOf(snapshot, presence, now);
  if (needs.length === 0) return null;
  return (
    <Alert
      color="orange"
      variant="light"
      py="xs"
      icon={<IconHandStop aria-hidden />}
      title={strings.home.needs.title(needs.length)}
      role="region"
      aria-label={strings.home.needs.region}
    >
      <Stack gap={6}>
        {needs.map(({ key, what, then, action, to }) => (
          <Group key={key} justify="space-between" wrap="nowrap" data-need={key.split(':')[0]}>
            <Text size="sm" className="break-words">
              <Text span size="sm" fw={600}>
                {what}.
              </Text>{' '}
              {then}
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              flex="none"
              aria-label={strings.home.needs.action(action, what)}
              onClick={() => {
                go(to);
              }}
            >
              {action}
            </Button>
          </Group>
        ))}
      </Stack>
    </Alert>
  );
}

const LOOK_EVERY_MS = 5000;
/** Sessions that are asked about: each asks the recorder, and that may ask SyncFlow. */
const MOST_SESSIONS = 8;

/** Who is there in the sessions that are live now; a session that cannot be asked is left out. */
function usePresence({ sessions, projects }: WindowSnapshot): ReadonlyMap<string, PresenceView> {
  const [known, setKnown] = useState<ReadonlyMap<string, PresenceView>>(new Map());
  const ofSyncflow = new Set(
    projects.filter(({ kind }) => kind === 'syncflow').map(({ projectId }) => projectId),
  );
  const asked = sessions
    .filter((session: WindowSession) => isLive(session) && ofSyncflow.has(session.projectId ?? ''))
    .slice(0, MOST_SESSIONS)
    .map(({ sessionId }) => sessionId)
    .join(' ');
  useEffect(() => {
    let wanted = true;
    const look = async (): Promise<void> => {
      const found = new Map<string, PresenceView>();
      for (const id of asked.split(' ').filter((one) => one !== '')) {
        const answer = await answerOf(window.recorder.presence(id)).catch(() => null);
        if (answer !== null) found.set(id, answer);
      }
      if (wanted) setKnown(found);
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [asked]);
  return known;
}
