/** Texts of the page of a session: what stands around its parts, and what is done with it as a whole. */
import { count } from '../format/numbers.ts';
import { arrivalStrings } from './session-arrivals.ts';
import { feedStrings } from './session-feed.ts';
import { noteStrings } from './session-notes.ts';
import { plotStrings } from './session-plot.ts';
import { timelineStrings } from './session-timeline.ts';

export const sessionStrings = {
  unknown: 'This session is not known any more',
  unknownThen: 'What was recorded of it is under Recordings.',
  room: (name: string) => `Room ${name}`,
  parts: {
    timeline: 'Timeline',
    plot: 'Plot',
    notes: 'Notes',
  },
  notRecorded: 'This session is not being recorded right now',
  recordedIsSafe: 'What was recorded before is safe on this disk.',
  laneDown: 'One of the two recorders of this session is down',
  otherLaneRecords: 'The other one records: nothing is lost as long as it does.',
  openFolder: 'Open the folder of the recording',
  recordAgain: 'Record again',
  finishNow: 'Finish now',
  stop: {
    action: 'Stop recording',
    ask: 'Stop recording this session?',
    keep: 'Keep recording',
    outcome: (session: string) =>
      `The session “${session}” itself goes on in SyncFlow; what is sent from now on is not recorded, and the receipt will say so. What was recorded is kept. You can record again while the session runs.`,
  },
  end: {
    action: 'End session',
    ask: 'End this session for everybody?',
    keep: 'Keep it running',
    outcome: (session: string) =>
      `All devices and learners are sent out of “${session}”, and SyncFlow closes it for good. The recording ends with it: the last messages are written, every file is read again and checked, then it is uploaded. The receipt is under Recordings.`,
    /** Its recording was stopped by hand before. */
    outcomeOfStopped: (session: string) =>
      `All devices and learners are sent out of “${session}”, and SyncFlow closes it for good. What was recorded until you stopped is finished, checked and uploaded; what was sent since then is missing, and the receipt says so.`,
  },
  counters: {
    written: 'Written to disk',
    synced: 'Safe from power loss',
    lastWrite: 'Last write',
    noWrite: 'none yet',
    shown: 'Shown here',
    lost: 'Lost',
    lostOf: (amount: number) => `${count(amount)}, see the receipt`,
  },
  arrivals: arrivalStrings,
  feed: feedStrings,
  note: noteStrings,
  plot: plotStrings,
  timeline: timelineStrings,
} as const;
