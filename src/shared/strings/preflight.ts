/**
 * What the check and the round trip found, and why a step did not get through: for the window and for
 * `syncflow-recorder check` alike. Parts of a sentence, without a full stop where none stands here.
 */
import { plural } from '../format/numbers.ts';

export const preflightStrings = {
  notSetUp: 'The recorder is not set up yet.',
  secretsMissing: 'Keys and secrets are missing.',
  disk: {
    unwritable: (folder: string) => `${folder} cannot be written`,
    /** @param amount "12 GB". */
    free: (amount: string, folder: string) => `${amount} free at ${folder}`,
    only: (free: string) => `only ${free}`,
  },
  syncflow: { accepted: (project: string) => `the keys are accepted, project “${project}”` },
  broker: {
    silent: 'the broker does not answer',
    cancelled: 'the check was cancelled',
    notRegistered: 'login accepted; the recorder registers its device when it starts',
    listening: (groups: readonly string[]) =>
      `login accepted, listening to ${groups.join(', ')} works`,
  },
  livekit: {
    server: 'The LiveKit server',
    answers: (url: string) => `the server answers at ${url}`,
    refuses: (url: string, status: number) => `${url} answers ${status}`,
    silent: (url: string) => `${url} does not answer`,
    rooms: (all: number, ours: number, patterns: string) =>
      `the keys are accepted; ${plural(all, 'room')} now, ${ours} to be recorded (${patterns})`,
  },
  storage: {
    off: 'uploading is switched off',
    works: (object: string, places: readonly string[], layout: string, example: string) =>
      `wrote and read back ${object} in ${places.join(' and ')}; objects are laid out as ${layout}, for instance ${example}`,
  },
  roundTrip: {
    onlySyncflow: 'Only a SyncFlow project can have a test session.',
    /** The name of its session. */
    sessionName: 'Preflight test',
    started: (session: string, project: string) =>
      `“${session}” is started in ${project}; no device is told of it`,
    notRecorded: 'the session is not being recorded',
    recorded: 'the recorder is in the room and writes',
    notArrived: 'the message was sent, but has not reached the disk',
    arrived: (records: number) => `it arrived and is safe on this disk, ${records} records in all`,
    ended: 'SyncFlow has ended the test session',
    notClosed: 'the recording was not closed',
    damaged: 'the recording of the test is damaged',
    empty: 'the recording of the test has no message',
    /** @param isComplete Whether nothing is left that cannot be proven. */
    whole: (files: number, isComplete: boolean) =>
      `${plural(files, 'file')} read again and found whole${isComplete ? '' : '; the receipt names what cannot be proven'}`,
    uploadsOff: 'uploading is switched off for this project',
    uploadsPaused: 'uploading is paused; let it go on first',
    notHandedOver: 'the files were not handed to the uploads',
    notUploaded: (file: string, why: string | null) => `${file}: ${why ?? 'not verified'}`,
    uploaded: (stored: string) => `stored and read back: ${stored}`,
    cleanedUp: 'the copy on this computer is deleted; every destination has confirmed its own',
    staysForNow: 'the copy on this computer stays for now',
    stays: (why: string) => `the copy on this computer stays: ${why}`,
    cancelled: 'It was cancelled.',
    noRecording: 'there is no recording',
    noSession: 'there is no test session',
    unknownSession: 'the recorder does not know the test session',
    /** What did not happen, and what the recorder says of it. */
    because: (what: string, why: string) => `${what}: ${why}`,
  },
  /** What a round trip leaves behind; sentences. */
  left: {
    session: (name: string) => `The session “${name}” still runs in SyncFlow: end it on its page.`,
    recording: (name: string) =>
      `Its recording stays on this computer, under Recordings as “${name}”.`,
    stored: (what: string) =>
      `${what}. The recorder has no right to delete there; delete it yourself if it is in the way.`,
    listed: 'SyncFlow keeps the ended session in its list.',
    /** "2 files in s3://bucket, below recordings/x/". */
    files: (files: number, place: string, folder: string) =>
      `${plural(files, 'file')} in ${place}, below ${folder}`,
    and: (places: readonly string[]) => places.join(' and '),
  },
} as const;
