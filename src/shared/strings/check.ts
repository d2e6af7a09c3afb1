/** Texts of the page Check: its steps, the round trip, what they end with. */
import { plural } from '../format/numbers.ts';

const thingsNeedYou = (failed: number): string =>
  `${plural(failed, 'thing')} ${failed === 1 ? 'needs' : 'need'} you.`;

export const checkStrings = {
  hint: 'Is everything ready to record? Best asked before people arrive',
  begin: 'Check everything',
  again: 'Check everything again',
  cancelRoundTrip: 'Cancel and end the test session',
  notBegun: 'The check could not begin',
  never: {
    title: 'Not checked since the app was started',
    text: 'SyncFlow, its announcements, LiveKit, this computer’s disk and the place of your uploads are tried one by one. Sessions that run are not disturbed.',
  },
  thisComputer: 'This computer',
  parts: {
    disk: 'Disk of this computer',
    syncflow: 'SyncFlow',
    broker: 'Announcements (RabbitMQ)',
    livekit: 'LiveKit',
    storage: 'Uploads',
    session: 'Start a test session',
    recording: 'The recorder joins it',
    message: 'Send a test message',
    end: 'End the test session',
    receipt: 'Check what was written',
    upload: 'Upload it',
    'clean-up': 'Clean up',
  },
  states: {
    waiting: 'Waiting',
    running: 'Under way',
    ok: 'Ready',
    failed: 'Needs you',
    skipped: 'Skipped',
  },
  /** Of a step of the round trip that is over. */
  done: 'Done',
  /** @param took How long, in words; null: it is not over. */
  stateAndTime: (state: string, took: string | null) =>
    `${state}${took === null ? '' : `, ${took}`}`,
  milliseconds: (ms: number) => `${ms} ms`,
  seconds: (ms: number) => `${(ms / 1000).toFixed(1)} s`,
  /** Whether data is safe although this part does not work. */
  safety: {
    disk: 'Nothing new can be written until this is put right. Earlier recordings are not touched.',
    syncflow:
      'What was recorded is safe on this disk. Sessions that begin meanwhile are missed until it works.',
    broker:
      'What was recorded is safe on this disk. Sessions are still found in SyncFlow’s list, some seconds late.',
    livekit: 'What was recorded is safe on this disk. Sessions cannot be recorded until it works.',
    storage: 'Recordings stay on this computer until they can be uploaded.',
  },
  verdict: {
    ready: 'Everything is ready.',
    thingsNeedYou,
    cancelled: (failed: number) =>
      failed === 0 ? 'The check was cancelled.' : `Cancelled. ${thingsNeedYou(failed)}`,
  },
  roundTrip: {
    title: 'Round trip',
    hint: 'The surest check: a test session is recorded, uploaded, verified and cleaned up.',
    project: 'Project of the test session',
    open: 'Try a test session…',
    question: 'Try a test session?',
    begin: 'Start test session',
    consequences: (project: string) => [
      `A session named “Preflight test” is started in ${project}, without device groups: no device is told of it.`,
      'It is recorded, a test message is sent, and it is ended. Other sessions go on undisturbed.',
      'The recording is uploaded as every recording is. Once that is verified, the copy on this computer is deleted.',
      'What was uploaded stays there, since the recorder has no right to delete it; and SyncFlow keeps the ended session in its list.',
    ],
    cancelled: 'The round trip was cancelled.',
    good: 'The round trip went well.',
    bad: 'The round trip did not get through.',
    left: 'What it has left',
  },
} as const;
