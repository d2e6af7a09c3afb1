/** Texts of the parts that several pages are made of. */
export const partsStrings = {
  lastMessage: {
    never: 'nothing sent yet',
    /** @param when "12 s ago". */
    silent: (when: string) => `silent, ${when}`,
  },
  updates: {
    otherWay: 'Newer versions come the way this one came: it does not look for them by itself.',
    label: 'Look for newer versions',
    hint: 'Never while a session is recorded. A newer version is installed when you quit.',
  },
  noProject: {
    title: 'No SyncFlow project is set up',
    text: 'Sessions and devices belong to a project of a SyncFlow server. A bare LiveKit server has rooms only; they are recorded as they appear.',
  },
} as const;
