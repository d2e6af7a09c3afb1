/** Which page is shown. */
import { create } from 'zustand';

export type Page =
  | { readonly page: 'home' }
  | { readonly page: 'session'; readonly sessionId: string }
  | { readonly page: 'uploads' }
  | { readonly page: 'recordings' }
  | { readonly page: 'settings' };

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
