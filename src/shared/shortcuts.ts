/** The keys of the window, in one place for its pages, its list of shortcuts and the menu. */

/** With Ctrl, or Command on a Mac. */
export const pageShortcuts = [
  { keys: '1', page: 'home', label: 'Home' },
  { keys: '2', page: 'uploads', label: 'Uploads' },
  { keys: '3', page: 'recordings', label: 'Recordings' },
  { keys: '4', page: 'settings', label: 'Settings' },
  { keys: '5', page: 'devices', label: 'Devices' },
  { keys: '6', page: 'check', label: 'Check' },
] as const;
