import { Badge, NavLink, Stack, Text } from '@mantine/core';
import {
  IconArchive,
  IconChecklist,
  IconCircleFilled,
  IconCloudUpload,
  IconDevices,
  IconHome,
  IconSettings,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowSession } from '../../shared/ipc/views.ts';
import { count } from '../../shared/format/numbers.ts';
import { strings } from '../../shared/strings/strings.ts';
import { go, useNavigation, type Page } from '../state/navigation.ts';
import { useRecorder } from '../state/recorder-store.ts';
import { isLive, lightOf } from '../state/recording-light.ts';
import { useNow } from '../state/use-now.ts';

export function Navigation(): ReactElement {
  const current = useNavigation((state) => state.current);
  const failed = useRecorder(({ snapshot }) => snapshot?.uploads.failed ?? 0);
  const sessions = useRecorder(({ snapshot }) => snapshot?.sessions ?? none).filter(isLive);
  const link = (page: Exclude<Page['page'], 'session'>, label: string, symbol: Icon) => (
    <PageLink to={{ page }} label={label} icon={symbol} active={current.page === page} />
  );
  return (
    <Stack component="nav" aria-label={strings.shell.navigation} h="100%" gap={2}>
      <Text fw={700} size="sm" px="sm" py="xs">
        {strings.shell.appName}
      </Text>
      {link('home', strings.pages.home, IconHome)}
      {sessions.slice(0, 8).map((session) => (
        <SessionLink
          key={session.sessionId}
          session={session}
          active={current.page === 'session' && current.sessionId === session.sessionId}
        />
      ))}
      {link('check', strings.pages.check, IconChecklist)}
      {link('devices', strings.pages.devices, IconDevices)}
      <PageLink
        to={{ page: 'uploads' }}
        label={strings.pages.uploads}
        icon={IconCloudUpload}
        active={current.page === 'uploads'}
        failed={failed}
      />
      {link('recordings', strings.pages.recordings, IconArchive)}
      {link('settings', strings.pages.settings, IconSettings)}
    </Stack>
  );
}

const none: readonly WindowSession[] = [];

interface PageLinkProps {
  readonly to: Page;
  readonly label: string;
  readonly icon: Icon;
  readonly active: boolean;
  readonly failed?: number;
}

function PageLink({ to, label, icon: Symbol, active, failed = 0 }: PageLinkProps): ReactElement {
  return (
    <NavLink
      component="button"
      type="button"
      label={label}
      active={active}
      aria-current={active ? 'page' : undefined}
      leftSection={<Symbol size={18} stroke={1.7} aria-hidden />}
      rightSection={
        failed > 0 && (
          <Badge
            size="sm"
            color="orange"
            variant="filled"
            aria-label={strings.shell.failed(failed)}
          >
            {count(failed)}
          </Badge>
        )
      }
      onClick={() => {
        go(to);
      }}
    />
  );
}

const dots: Readonly<Record<string, string>> = {
  recording: 'var(--mantine-color-red-filled)',
  'not-recording': 'var(--mantine-color-orange-filled)',
};

function SessionLink({
  session,
  active,
}: {
  readonly session: WindowSession;
  readonly active: boolean;
}): ReactElement {
  const now = useNow();
  const receivedAt = useRecorder((state) => state.receivedAt);
  const light = lightOf(session, now, now - receivedAt);
  return (
    <NavLink
      component="button"
      type="button"
      label={<span className="clip">{session.name}</span>}
      description={light.word}
      active={active}
      aria-current={active ? 'page' : undefined}
      noWrap
      styles={{ description: { opacity: 1 } }}
      pl="lg"
      py={4}
      leftSection={
        <IconCircleFilled
          size={10}
          color={dots[light.kind] ?? 'var(--mantine-color-blue-filled)'}
          aria-hidden
        />
      }
      onClick={() => {
        go({ page: 'session', sessionId: session.sessionId });
      }}
    />
  );
}
