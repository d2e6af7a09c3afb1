/** Texts of the page Home. */
import { commonStrings } from './common.ts';
import { plural } from '../format/numbers.ts';

export const homeStrings = {
  needs: {
    region: 'Needs you',
    title: (amount: number) => (amount === 1 ? 'This needs you' : 'These need you'),
    action: (action: string, what: string) => `${action}: ${what}`,
    diskFilling: 'The disk of the recordings is filling up',
    freeSpace: 'Free space on it, or choose a folder on another disk.',
    uploadsFailed: (amount: number) => `${plural(amount, 'upload')} failed`,
    filesAreSafe: 'Nothing is lost: the files are on this disk.',
    seeWhy: 'See why',
    devicesMissing: (session: string, amount: number) =>
      `${session}: ${plural(amount, 'expected device')} missing`,
    /** @param more How many there are beside the named ones. */
    lookAtDevices: (names: readonly string[], more: number) =>
      `${commonStrings.namesAndMore(names, more)}. Look whether they are switched on and in the network.`,
    whoIsThere: 'Who is there',
    notRecorded: (session: string, why: string) => `${session} is not being recorded: ${why}`,
    triesAgain: 'The recorder tries again by itself. What was recorded before is safe.',
    lane: (session: string, message: string) => `${session}: ${message}`,
    otherRecords: 'The other recorder records. Nothing is lost as long as it does.',
  },
} as const;
