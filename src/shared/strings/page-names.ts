/** The pages, as the navigation, their titles, the menu and the list of keys call them. */
export const pageNames = {
  home: 'Home',
  newSession: 'New session',
  check: 'Check',
  devices: 'Devices',
  uploads: 'Uploads',
  recordings: 'Recordings',
  settings: 'Settings',
} as const;
