/** Texts of the timeline: its lanes, and what happened. */
import { count, plural } from '../format/numbers.ts';
import { nanosTime, span, timeOfDay } from '../format/times.ts';
import type { GapReason, LaneName } from '../records.ts';

/** Of the other two each gap says itself whose numbers are missing. */
const gapReasons: Readonly<Record<Exclude<GapReason, 'sequence' | 'counter'>, string>> = {
  'late-join': 'the session had begun before the recorder joined',
  'recorder-restart': 'the recorder was not running, or not in the room',
  'link-lost': 'the connection to the room was lost',
  overload: 'this computer was too slow',
  disk: 'the disk could not be written',
  corrupt: 'records cannot be read any more',
};

export const timelineStrings = {
  unreadable: 'The timeline cannot be read',
  none: 'Nothing is recorded yet',
  noneThen: 'The timeline begins with the first message.',
  /** @param filled Gaps of one of two recorders that the other filled; not among the others. */
  summary: (messages: number, senders: number, ms: number, gaps: number, filled: number) => {
    const missing = gaps === 0 ? 'no gap is known' : `${plural(gaps, 'gap')}, named below`;
    const known =
      filled === 0
        ? missing
        : `${missing}; ${plural(filled, 'gap')} of one recorder filled by the other`;
    return `${plural(messages, 'message')} of ${plural(senders, 'sender')} in ${span(ms)}; ${known}.`;
  },
  others: (amount: number) =>
    amount === 1
      ? '1 more sender is in the sum, without a row of its own.'
      : `${count(amount)} more senders are in the sum, without a row of their own.`,
  all: 'All',
  moment: 'Moment of the session',
  /** What one column stands for. Unix milliseconds. */
  column: (from: number, to: number, messages: number) =>
    `${timeOfDay(from)} to ${timeOfDay(to)}: ${plural(messages, 'message')}`,
  noteAt: (pressed: string, text: string) => `Note at ${nanosTime(pressed)}: ${text}`,
  happened: 'What happened',
  earlier: (amount: number) => `and ${count(amount)} earlier; all of them are in the recording`,
  event: {
    somebody: 'somebody',
    present: (who: string) => `${who} was there already`,
    joined: (who: string) => `${who} joined`,
    left: (who: string) => `${who} left`,
    linkLost: 'the connection to the room broke; the recorder connects again',
    laneLost: (lane: LaneName) =>
      `the connection of recorder ${lane} to the room broke; it connects again`,
    roomEnded: 'the room ended',
    sessionStarted: 'the session started',
    sessionStopped: 'the session stopped',
    note: (text: string) => `Note: ${text}`,
    gap: {
      reasons: gapReasons,
      unknown: 'something may be missing',
      /** @param ms How long; below a second it is a moment. @param whose Empty: everybody's, or named in `why`. */
      text: (ms: number, whose: string, why: string) =>
        `Gap${ms < 1000 ? '' : ` for ${span(ms)}`}${whose === '' ? '' : ` (${whose})`}: ${why}`,
      /** Of one of two recorders. @param isFilled Null: not known yet. */
      ofLane: (lane: LaneName, gap: string, isFilled: boolean | null) => {
        const other =
          isFilled === null
            ? 'whether the other has it is not known yet'
            : isFilled
              ? 'the other has it, nothing is missing'
              : 'the other misses it as well';
        return `Recorder ${lane}: ${gap}; ${other}`;
      },
    },
  },
} as const;
