/** Health on the page Home: what recording depends on, each in a word and a line. */
import { bytes, plural } from '../format/numbers.ts';

export const healthStrings = {
  region: 'Health',
  names: {
    syncflow: 'SyncFlow',
    rabbitmq: 'RabbitMQ',
    livekit: 'LiveKit',
    rooms: 'Rooms',
    disk: 'Disk',
    uploads: 'Uploads',
  },
  fine: 'Fine',
  trouble: 'Trouble',
  connecting: 'Connecting',
  noAnswer: 'no answer yet',
  answers: 'answers',
  connected: 'connected',
  /** @param when "12 s ago"; null: never. */
  troubleSince: (message: string, when: string | null) =>
    `${message}${when === null ? '' : ` Last fine ${when}.`}`,
  rooms: {
    ready: 'Ready',
    noSession: 'no session now',
    notJoined: (amount: number) => `${amount} not joined`,
    away: 'the room is away',
    joined: (joined: number, all: number, restarts: number) =>
      `${joined} of ${all} joined${restarts === 0 ? '' : `; restarted ${plural(restarts, 'time')}`}`,
  },
  disk: {
    unknown: 'Unknown',
    unreadable: 'cannot be read',
    /** @param left Until it is full, in words; null: it does not fill. */
    free: (amount: number, left: string | null) =>
      `${bytes(amount)} free${left === null ? '' : `; full in ${left} at this rate`}`,
    fillingUp: 'Filling up',
    fix: 'Free space on this disk, or choose a folder on another one.',
  },
  uploads: {
    failed: (amount: number) => `${amount} failed`,
    keptSafe: 'kept safe on this disk',
    fix: 'Open Uploads to see why, and try again.',
    sending: 'Sending',
    queue: (uploading: number, waiting: number) => `${uploading} now, ${waiting} waiting`,
    nothingToSend: 'nothing to send',
    verified: (files: number) => `${plural(files, 'file')} verified`,
  },
} as const;
