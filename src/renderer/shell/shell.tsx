/** The window's frame once the recorder is set up: navigation left, the page beside it. */
import { AppShell } from '@mantine/core';
import type { ReactElement } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import { Check } from '../pages/check/check.tsx';
import { Devices } from '../pages/devices/devices.tsx';
import { Home } from '../pages/home/home.tsx';
import { NewSession } from '../pages/new-session/new-session.tsx';
import { RecordingPage } from '../pages/recordings/recording-page.tsx';
import { Recordings } from '../pages/recordings/recordings.tsx';
import { SessionPage } from '../pages/session/session-page.tsx';
import { Settings } from '../pages/settings/settings.tsx';
import { Uploads } from '../pages/uploads/uploads.tsx';
import { useNavigation, type Page } from '../state/navigation.ts';
import { Announcer } from './announcer.tsx';
import { CheckAnnouncer } from './check-announcer.tsx';
import { Navigation } from './navigation.tsx';
import { ShortcutList } from './shortcut-list.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { UpdateNotice } from './update-notice.tsx';

export function Shell(): ReactElement {
  const current = useNavigation((state) => state.current);
  useShortcuts();
  return (
    <AppShell navbar={{ width: 208, breakpoint: 0 }} h="100%">
      <AppShell.Navbar p="sm">
        <Navigation />
        <UpdateNotice />
      </AppShell.Navbar>
      <AppShell.Main h="100dvh">{pageOf(current)}</AppShell.Main>
      <Announcer />
      <CheckAnnouncer />
      <ShortcutList />
    </AppShell>
  );
}

function pageOf(current: Page): ReactElement {
  switch (current.page) {
    case 'home':
      return <Home />;
    case 'new-session':
      return <NewSession />;
    case 'session':
      return (
        <SessionPage
          key={`${current.sessionId} ${current.view ?? ''}`}
          sessionId={current.sessionId}
          first={current.view ?? 'messages'}
        />
      );
    case 'check':
      return <Check />;
    case 'devices':
      return <Devices />;
    case 'uploads':
      return <Uploads />;
    case 'recordings':
      return current.recordingId === undefined ? (
        <Recordings />
      ) : (
        <RecordingPage key={current.recordingId} recordingId={current.recordingId} />
      );
    case 'settings':
      return <Settings />;
    default:
      return assertNever(current);
  }
}
