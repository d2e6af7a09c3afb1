/** Texts of the page Settings, beside its form (setup.ts). */
export const settingsStrings = {
  tabs: {
    recording: 'Recording and uploads',
    notifications: 'Notifications',
    appearance: 'Appearance',
    move: 'Import and export',
    log: 'Log',
    about: 'About',
  },
  recording: {
    saved: 'Saved. The recorder started again with these settings.',
    save: 'Save',
    fromEnvFile: (file: string) =>
      `For this run the recorder was set up by ${file}. What is saved here counts from the next start without that file.`,
    savingInterrupts:
      'Sessions are being recorded. Saving interrupts them for a few seconds; the recordings go on afterwards and note the gap.',
  },
  /** A file of settings or secrets that could not be read. */
  brokenFile: {
    withLastGood: (path: string, why: string, kept: string) =>
      `${path} could not be read (${why}). It was kept as ${kept}; the last good copy is used.`,
    without: (path: string, why: string, kept: string) =>
      `${path} could not be read (${why}). It was kept as ${kept}.`,
  },
  sections: {
    label: 'Sections',
    connection: 'Server and broker',
    projects: 'Projects and storage',
    recorder: 'This recorder',
    uploads: 'Speed and keeping',
    advanced: 'Finer settings',
  },
  test: {
    label: 'Test what is saved',
    intro: 'Test what is saved:',
    part: (name: string) => `Test ${name}`,
    parts: {
      syncflow: 'SyncFlow',
      broker: 'RabbitMQ',
      livekit: 'LiveKit',
      storage: 'Storage',
      disk: 'Disk',
    },
    failed: 'It was not tested',
    unused: 'No project uses this part.',
    works: (detail: string) => `It works: ${detail}`,
  },
  notices: {
    hint: 'Only when somebody has to act, and once for each cause. Messages are never announced.',
    unsupported: 'This system shows no notifications. Home says what has to be done.',
    kinds: {
      disk: 'The disk is nearly full',
      recording: 'A recording was stopped by a fault',
      credentials: 'A server refuses the keys of a project, or keys are missing',
      uploads: 'An upload was refused, and needs somebody',
      clock: 'The clock of this computer is wrong',
    },
  },
  start: {
    title: 'Start and window',
    atLogin: 'Start the recorder when I log in',
    atLoginHint: 'Its window stays minimised until you open it',
    closing:
      'While something is recorded, closing the window does not end the recording: the window goes to the tray, or is minimised where the desktop has none.',
  },
  appearance: {
    colours: 'Light or dark',
    schemes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
    size: 'Size',
    smaller: 'Smaller',
    larger: 'Larger',
    actualSize: 'Actual size',
    percent: (zoom: number) => `${zoom} %`,
  },
  move: { title: 'Move to another computer' },
  log: {
    levels: 'Levels',
    everything: 'Everything',
    warnings: 'Warnings and errors',
    errors: 'Errors',
    searchLabel: 'Search in the log',
    search: 'Search',
    follow: 'Follow',
    copy: 'Copy what is shown',
    copied: 'Copied',
    unreadable: 'The log was not read',
    newest: 'The newest lines. Earlier ones are in the folder.',
    none: { title: 'No such line', text: 'Nothing in the log fits this search and these levels.' },
    openFolder: 'Open the log folder',
  },
  about: {
    text: (version: string, electron: string) =>
      `SyncFlow Recorder ${version}, on Electron ${electron}. It sends nothing to anybody but your own servers.`,
    showLog: 'Show the log',
  },
  diagnostics: {
    title: 'Diagnostics',
    text: 'A zip file for somebody who helps you. It holds no message, no key and no secret; who took part is replaced by numbers. It is saved on this computer and sent to nobody.',
    collect: 'See what it would hold',
    save: 'Save the diagnostics…',
    /** What is in the file. */
    entries: {
      about: 'Versions, this computer, space on the disk',
      settings: 'Settings, without keys and secrets',
      health: 'How the recorder stands now',
      uploads: 'The list of uploads, and why some failed',
      log: 'The log; it may name sessions, rooms and devices',
      recording: 'Manifest of a recording, without who took part',
    },
  },
} as const;
