/** The recording light: one or two words, and why or since when, without a full stop. */
export const lightStrings = {
  words: {
    recording: 'Recording',
    waiting: 'Waiting for data',
    starting: 'Joining',
    notRecording: 'Not recording',
    closing: 'Closing',
    finishing: 'Finishing',
    done: 'Finished',
    ready: 'Ready',
  },
  /** @param age A span in words. */
  recorderSilent: (age: string) => `the recorder has been silent for ${age}`,
  joining: {
    waiting: 'about to join the room',
    connecting: 'connecting to the room',
    checking: 'checking that the room belongs to this session',
  },
  connectionLost: 'the connection to the room is lost',
  lastAreWritten: 'the last messages are being written',
  filesAreChecked: 'the files are read again and checked',
  /** @param age A span in words. */
  stoppedByHand: (age: string) => `stopped by hand ${age} ago`,
  ghost: 'SyncFlow lists this session, but its room is gone',
  seeReceipt: 'see Recordings for the receipt',
  nothingSent: 'connected; nothing was sent yet',
  reachDisk: 'messages reach the disk',
  /** @param age A span in words. */
  silent: (age: string) => `connected; silent for ${age}`,
} as const;
