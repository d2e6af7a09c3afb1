/** The keys of the window, in one place for its pages, its list of shortcuts and the menu. */

import { pageNames } from './strings/page-names.ts';

/** With Ctrl, or Command on a Mac. */
export const pageShortcuts = [
  { keys: '1', page: 'home', label: pageNames.home },
  { keys: '2', page: 'uploads', label: pageNames.uploads },
  { keys: '3', page: 'recordings', label: pageNames.recordings },
  { keys: '4', page: 'settings', label: pageNames.settings },
  { keys: '5', page: 'devices', label: pageNames.devices },
  { keys: '6', page: 'check', label: pageNames.check },
] as const;
