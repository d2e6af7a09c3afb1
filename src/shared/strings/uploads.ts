/** Texts of the page Uploads. */
import { bytes, count, plural } from '../format/numbers.ts';

const bytesASecond = (amount: number): string => `${bytes(amount)} a second`;

export const uploadsStrings = {
  hint: 'Recordings stay on this disk until their upload is verified, and as long after as Settings say',
  filters: {
    label: 'Which uploads',
    open: 'Not finished',
    failed: 'Failed',
    verified: 'Verified',
    all: 'All',
    withAmount: (filter: string, amount: number) => `${filter} (${count(amount)})`,
    oneRecording: 'One recording only',
    allRecordings: 'Show all recordings',
  },
  cancelChosen: (amount: number) => `Cancel ${plural(amount, 'upload')}`,
  retryChosen: (amount: number) => `Try again: ${plural(amount, 'upload')}`,
  retryAll: 'Try all failed again',
  none: {
    /** By what is looked at. */
    titles: {
      open: 'Nothing here',
      failed: 'Nothing has failed',
      verified: 'Nothing here',
      all: 'Nothing here',
    },
    text: 'Files of a recording are sent as soon as they are complete. Each is read back from its destination and compared before it counts as verified.',
  },
  states: {
    waiting: 'Waiting',
    uploading: 'Sending',
    verified: 'Verified',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  table: {
    selectAll: 'Select all on this page',
    sent: 'Sent',
    why: 'Why',
  },
  row: {
    /** A session whose name is not known any more. */
    earlierSession: 'an earlier session',
    select: (file: string, session: string) => `Select ${file} of ${session}`,
    history: (file: string, session: string) => `History of ${file} of ${session}`,
    retry: (file: string, session: string) => `Try ${file} of ${session} again`,
    retryHint: 'Try again now',
    cancel: (file: string, session: string) => `Cancel ${file} of ${session}`,
    cancelHint: 'Do not upload this file. It stays on this disk.',
    whole: (destination: string | null, key: string) => `${destination ?? 'no destination'}/${key}`,
    target: (file: string, destination: string | null) =>
      `${file} → ${destination ?? 'no destination is set up'}`,
    tries: (attempts: number) =>
      `${plural(attempts, 'try', 'tries')}; the file is safe on this disk`,
    sentOf: (sent: number, size: number) => `${bytes(sent)} of ${bytes(size)}`,
    /** @param left A span in words. */
    nextTry: (left: string) => `next try in ${left}`,
    queued: 'in the queue',
    waitsForYou: 'waits for you',
  },
  details: {
    /** The name in the destination follows. */
    target: (destination: string | null) =>
      `To ${destination === null ? 'a destination that is no longer set up' : `the ${destination}`}, as`,
    nameWasTaken: 'Something else already had its name there, so it was stored under this one.',
    sendFirst: 'Send first',
    sendRecordingFirst: 'Send its recording first',
    retryRecording: 'Try its recording again',
    onlyThisRecording: 'Only this recording',
    unreadable: 'The history cannot be read',
    nothingYet: 'Nothing has happened to it yet.',
    history: 'History',
    when: (day: string, time: string) => `${day}, ${time}`,
    /** @param message A sentence; null: there is no more to say. */
    event: (outcome: string, message: string | null) =>
      `${outcome}${message === null ? '' : `. ${message}`}`,
  },
  outcomes: {
    verified: 'Verified: read back and compared',
    'will-retry': 'Did not work, tried again later',
    failed: 'Failed',
    interrupted: 'Ended before it was done; goes on later',
    cancelled: 'Cancelled',
    'retried-by-hand': 'Tried again by hand',
    changed: 'The file was written anew, so that it is sent again',
    'sent-first': 'Put before all others',
  },
  speed: {
    left: (openBytes: number) =>
      openBytes === 0 ? 'Nothing is left to send' : `${bytes(openBytes)} left to send`,
    slowed: (to: number) => `, slowed to ${bytesASecond(to)}: the recording comes first`,
    limited: (to: number) => `, at most ${bytesASecond(to)}`,
    unlimited: ', without a limit',
    button: 'Limit the speed',
    label: 'Limit of all uploads together',
    choices: { settings: 'As in Settings', limit: 'At most', none: 'No limit' },
    kilobytes: 'kB a second, all uploads together',
  },
  pause: {
    button: 'Pause uploading',
    title: 'Uploading is paused',
    /** @param since Date and time. */
    text: (since: string) =>
      `Since ${since}, also after a restart. Recording goes on; everything stays on this disk.`,
  },
} as const;
