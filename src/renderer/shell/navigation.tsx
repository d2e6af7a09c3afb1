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
import { memo, type ReactElement } from 'react';
import type { WindowSession } from '../../shared/ipc/views.ts';
import { count } from '../../shared/format/numbers.ts';
import { strings } from '../../shared/strings/strings.ts';
import { go, useNavigation, type Page } from '../state/navigation.ts';
import { useRecorder } from '../state/recorder-store.ts';
import { isLive, lightOf, type LightKind } from '../state/recording-light.ts';
import { useNow } from '../state/use-now.ts';

export function Navigation(): ReactElement {
  const current = useNavigation((state) => state.current);
  const failed = useRecorder(({ snapshot }) => snapshot?.uploads.failed ?? 0);
  const sessions = useRecorder(({ snapshot }) => snapshot?.sessions ?? none).filter(isLive);
  const link = (page: PageName, label: string, symbol: Icon) => (
    <PageLink page={page} label={label} icon={symbol} active={current.page === page} />
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
        page="uploads"
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

type PageName = Exclude<Page['page'], 'session'>;

interface PageLinkProps {
  readonly page: PageName;
  readonly label: string;
  readonly icon: Icon;
  readonly active: boolean;
  readonly failed?: number;
}

/** Drawn anew when it changes, not with each snapshot. */
const PageLink = memo(function PageLink(props: PageLinkProps): ReactElement {
  const { page, label, icon: Symbol, active, failed = 0 } = props;
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
        go({ page });
      }}
    />
  );
});

const dots: Readonly<Record<string, string>> = {
  recording: 'var(--mantine-color-red-filled)',
  'not-recording': 'var(--mantine-color-orange-filled)',
};

interface SessionLinkProps {
  readonly session: WindowSession;
  readonly active: boolean;
}

function SessionLink({ session, active }: SessionLinkProps): ReactElement {
  const now = useNow();
  const receivedAt = useRecorder((state) => state.receivedAt);
  const { kind, word } = lightOf(session, now, now - receivedAt);
  const { sessionId, name } = session;
  return <LitLink sessionId={sessionId} name={name} kind={kind} word={word} active={active} />;
}

interface LitLinkProps extends Pick<WindowSession, 'sessionId' | 'name'> {
  readonly kind: LightKind;
  readonly word: string;
  readonly active: boolean;
}

const LitLink = memo(function LitLink(props: LitLinkProps): ReactElement {
  const { sessionId, name, kind, word, active } = props;
  return (
    <NavLink
      component="button"
      type="button"
      label={<span className="clip">{name}</span>}
      description={word}
      active={active}
      aria-current={active ? 'page' : undefined}
      noWrap
      styles={{ description: { opacity: 1 } }}
      pl="lg"
      py={4}
      leftSection={
        <IconCircleFilled
          size={10}
          color={dots[kind] ?? 'var(--mantine-color-blue-filled)'}
          aria-hidden
        />
      }
      onClick={() => {
        go({ page: 'session', sessionId });
      }}
    />
  );
});
