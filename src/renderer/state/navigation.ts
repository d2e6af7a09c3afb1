/** Which page is shown. */
import { create } from 'zustand';
import type { SettingsTab } from '../../shared/ipc/desktop.ts';

export const sessionParts = ['messages', 'timeline', 'plot', 'notes', 'devices'] as const;
export type SessionPart = (typeof sessionParts)[number];

export type Page =
  | { readonly page: 'home' }
  | { readonly page: 'new-session' }
  | {
      readonly page: 'session';
      readonly sessionId: string;
      /** What is looked at first; messages when left out. */
      readonly view?: SessionPart;
    }
  | { readonly page: 'check' }
  | { readonly page: 'devices' }
  | { readonly page: 'uploads' }
  | {
      readonly page: 'recordings';
      /** The one that is opened; the list when left out. */
      readonly recordingId?: string;
    }
  | {
      readonly page: 'settings';
      /** The part that is shown; the recorder's own settings when left out. */
      readonly tab?: SettingsTab;
    };

interface Navigation {
  readonly current: Page;
  go(to: Page): void;
}

export const useNavigation = create<Navigation>((set) => ({
  current: { page: 'home' },
  go: (current) => {
    set({ current });
  },
}));

export const go = (to: Page): void => {
  useNavigation.getState().go(to);
};
