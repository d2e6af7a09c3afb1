/** Texts of the page that a new user sees. */
export const firstRunStrings = {
  title: 'Welcome to SyncFlow Recorder',
  text: 'It writes everything that your devices send in a session to this computer’s disk, and uploads it to your bucket. Tell it once where your SyncFlow server is; from then on it records by itself.',
  form: 'Fill in a form',
  moveHere: 'From another computer',
  save: 'Save and start',
} as const;
