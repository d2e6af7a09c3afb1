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
import { strings } from '../../../shared/strings/strings.ts';
import { IconTab } from '../../parts/icon-tab.tsx';
import { Page } from '../../parts/page.tsx';
import { go, useNavigation } from '../../state/navigation.ts';
import { About } from './about.tsx';
import { Appearance } from './appearance.tsx';
import { LogView } from './log-view.tsx';
import { MoveSettings } from './move-settings.tsx';
import { NotificationSettings } from './notification-settings.tsx';
import { RecordingSettings } from './recording-settings.tsx';

const texts = strings.settings;

const tabs: Readonly<Record<SettingsTab, { icon: Icon; panel: ReactElement }>> = {
  recording: {
    icon: IconPlugConnected,
    panel: <RecordingSettings />,
  },
  notifications: { icon: IconBell, panel: <NotificationSettings /> },
  appearance: { icon: IconPalette, panel: <Appearance /> },
  move: { icon: IconArrowsTransferUp, panel: <MoveSettings /> },
  log: { icon: IconFileText, panel: <LogView /> },
  about: { icon: IconInfoCircle, panel: <About /> },
};

export function Settings(): ReactElement {
  const current = useNavigation((state) => state.current);
  const tab = current.page === 'settings' ? (current.tab ?? 'recording') : 'recording';
  return (
    <Page title={strings.pages.settings}>
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
            const { icon } = tabs[name];
            return <IconTab key={name} value={name} label={texts.tabs[name]} icon={icon} />;
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
