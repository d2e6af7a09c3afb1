/** Texts of the page Home. */
import { count, plural } from '../format/numbers.ts';
import { commonStrings } from './common.ts';
import { healthStrings } from './home-health.ts';

const notRecordedSessions = (amount: number): string => `${plural(amount, 'session')} not recorded`;

export const homeStrings = {
  health: healthStrings,
  noSession: {
    title: 'No session is running',
    text: 'Start one here, or in SyncFlow: the recorder notices it by itself, joins its room unseen and records what is sent there.',
    check: 'Check that everything is ready',
  },
  plainHosts: (hosts: readonly string[]) =>
    `Connections without encryption are allowed to ${hosts.join(', ')}.`,
  /** The light of the whole recorder. */
  overall: {
    noNews: 'no news from the recorder',
    notRunning: 'the recorder is not running',
    recorded: (sessions: number, troubled: number) =>
      `${plural(sessions, 'session')} recorded${troubled === 0 ? '' : `, ${notRecordedSessions(troubled)}`}`,
    notRecorded: notRecordedSessions,
    noSession: 'no session is running',
    waiting: 'connected, waiting for data',
  },
  engine: {
    starting: 'Starting…',
    stopping: 'Closing recordings…',
    keysMissing: 'Keys are missing',
    keysMissingOf: (projects: number) =>
      `The keys and secrets of ${projects === 1 ? 'a project' : 'some projects'} are not known any more. Nothing is recorded until they are typed again.`,
    failed: 'The recorder could not start',
    failedSafety: 'Nothing is being recorded. Earlier recordings are safe on this disk.',
  },
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
      `${commonStrings.namesAndMore(names, more)}. Look whether ${names.length + more === 1 ? 'it is' : 'they are'} switched on and in the network.`,
    notRecorded: (session: string, why: string) => `${session} is not being recorded: ${why}`,
    triesAgain: 'The recorder tries again by itself. What was recorded before is safe.',
    lane: (session: string, message: string) => `${session}: ${message}`,
    otherRecords: 'The other recorder records. Nothing is lost as long as it does.',
  },
  project: {
    /** Of one whose server gave no name. */
    unnamed: (projectId: string) => `Project ${projectId}`,
    live: (sessions: number, isBareLivekit: boolean) =>
      `${isBareLivekit ? 'LiveKit server without SyncFlow, ' : ''}${sessions === 0 ? 'no session now' : `${sessions} live`}`,
    /** By the kind of the project. */
    silent: {
      livekit: 'The LiveKit server cannot be asked for its rooms',
      syncflow: 'SyncFlow cannot be asked about this project',
    },
    silentSafety:
      'Sessions that are being recorded go on; new ones may be missed until it answers.',
    unreadable: (amount: number, lastReason: string | null) =>
      `${plural(amount, 'announcement')} could not be read; the folder dead-letter keeps what came; the last: ${lastReason ?? ''}. Sessions are found all the same, in SyncFlow’s list.`,
    onDisk: 'On disk',
    allSynced: 'all synced',
    toSync: (messages: number) => `${count(messages)} to sync`,
  },
  devices: {
    title: 'Devices present',
    more: (amount: number) => `and ${count(amount)} more; all of them are recorded`,
  },
} as const;
