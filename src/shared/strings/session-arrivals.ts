/** Texts of "Who is there": expected devices, everybody in the room, and the ping. */
import { count, plural } from '../format/numbers.ts';
import { elapsed, timeOfDay } from '../format/times.ts';

export const arrivalStrings = {
  looking: 'Looking who is there…',
  closed: 'The room is closed; nobody is in it any more.',
  nobodyYet: 'Nobody is in the room yet. Whoever joins is listed here at once, expected or not.',
  unknown: 'Who is there is not known right now',
  unknownIsSafe: 'Recording does not depend on this.',
  notAnnounced: 'SyncFlow had a fault: the devices were not told of this session',
  notAnnouncedThen:
    'The session runs and is being recorded. Let the devices join by hand, or end it and start another one when SyncFlow is well again.',

  noneExpected: 'No device is expected. Choose device groups to see who is missing.',
  noneRegistered: (groups: string) => `No device is registered in ${groups}.`,
  allHere: (expected: number) =>
    expected === 1
      ? 'The expected device is here.'
      : `All ${count(expected)} expected devices are here.`,
  someHere: (here: number, expected: number, missing: string) =>
    `${count(here)} of ${plural(expected, 'expected device')} ${here === 1 ? 'is' : 'are'} here. Missing: ${missing}.`,

  groups: {
    expected: 'Expected groups',
    asking: 'Asking SyncFlow for the devices…',
    none: 'No device is registered yet.',
    devices: (amount: number) => plural(amount, 'device'),
  },
  table: {
    label: 'Devices and participants',
    missing: 'Missing',
    here: 'Here',
    other: 'Also here',
  },
  ping: {
    action: 'Ping',
    asking: 'Asking everybody in the room, up to a few seconds…',
    failed: 'The room could not be asked',
    failedIsSafe: 'Recording goes on; it does not depend on this.',
    nobody: 'Nobody is in the room.',
    /** @param slowestMs How long the slowest answer took. */
    allAnswered: (asked: number, slowestMs: number) =>
      asked === 1
        ? `The one in the room answered, in ${elapsed(slowestMs)}.`
        : `${count(asked)} of ${count(asked)} in the room answered, the slowest in ${elapsed(slowestMs)}.`,
    someAnswered: (answered: number, asked: number) =>
      `${count(answered)} of ${count(asked)} in the room answered.`,
    silent: (names: string) => `No answer from ${names}.`,
    absent: (names: string) => `Not in the room: ${names}.`,
    /** In the row of a device. */
    noAnswer: 'no answer',
    askedAt: (at: number, isInRecording: boolean) =>
      isInRecording
        ? `Asked at ${timeOfDay(at)}; the recording says so.`
        : `Asked at ${timeOfDay(at)}; no recording says so: the session was not being recorded.`,
  },
} as const;
