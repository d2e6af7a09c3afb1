import { Tabs } from '@mantine/core';
import {
  IconArrowsTransferUp,
  IconBell,
  IconFileText,
  IconInfoCircle,
  IconPalette,
  IconPlugConnected,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { settingsTabs, type SettingsTab } from '../../../shared/ipc/desktop.ts';
import { IconTab } from '../../parts/icon-tab.tsx';
import { Page } from '../../parts/page.tsx';
import { go, useNavigation } from '../../state/navigation.ts';
import { About } from './about.tsx';
import { Appearance } from './appearance.tsx';
import { LogView } from './log-view.tsx';
import { MoveSettings } from './move-settings.tsx';
import { NotificationSettings } from './notification-settings.tsx';
import { RecordingSettings } from './recording-settings.tsx';

const tabs: Readonly<Record<SettingsTab, { label: string; icon: Icon; panel: ReactElement }>> = {
  recording: {
    label: 'Recording and uploads',
    icon: IconPlugConnected,
    panel: <RecordingSettings />,
  },
  notifications: { label: 'Notifications', icon: IconBell, panel: <NotificationSettings /> },
  appearance: { label: 'Appearance', icon: IconPalette, panel: <Appearance /> },
  move: { label: 'Import and export', icon: IconArrowsTransferUp, panel: <MoveSettings /> },
  log: { label: 'Log', icon: IconFileText, panel: <LogView /> },
  about: { label: 'About', icon: IconInfoCircle, panel: <About /> },
};

export function Settings(): ReactElement {
  const current = useNavigation((state) => state.current);
  const tab = current.page === 'settings' ? (current.tab ?? 'recording') : 'recording';
  return (
    <Page title="Settings">
      <Tabs
        value={tab}
        onChange={(value) => {
          const chosen = settingsTabs.find((one) => one === value);
          if (chosen !== undefined) go({ page: 'settings', tab: chosen });
        }}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {settingsTabs.map((name) => {
            const { label, icon } = tabs[name];
            return <IconTab key={name} value={name} label={label} icon={icon} />;
          })}
        </Tabs.List>
        {settingsTabs.map((name) => (
          <Tabs.Panel key={name} value={name}>
            {tabs[name].panel}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
