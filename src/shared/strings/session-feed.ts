/** Texts of the messages of a session: the feed, its filters, and what is read back from the recording. */
import { count, plural } from '../format/numbers.ts';
import { timeOfDay } from '../format/times.ts';

export const feedStrings = {
  freeze: 'Freeze view',
  freezeHint: 'Holds this view still. Recording goes on.',
  resume: (fresh: number) => (fresh > 0 ? `Resume view (+${count(fresh)} new)` : 'Resume view'),
  resumeHint: 'Shows the newest messages again. Recording went on all the time.',
  filter: {
    allKinds: 'All kinds',
    withoutTopic: '(without a topic)',
    search: 'Search in these messages',
    json: 'JSON field: path, or path = value',
    jsonHint: 'field = value',
    jsonExplained:
      'A field of JSON messages: path, or path = value. For instance sensor.x or state = on',
  },
  leftOut: (held: number, left: number) =>
    `This view holds the newest ${plural(held, 'message')}; ${count(left)} older or too quick to show ${left === 1 ? 'is' : 'are'} in the recording.`,
  undecided: (amount: number) =>
    `${plural(amount, 'long message')} ${amount === 1 ? 'is' : 'are'} left out: the field may stand in the part that is not shown here.`,
  noneYet: 'Messages appear here as they arrive, from now on. Earlier ones are in the recording.',
  noneFits: 'No message fits this filter.',
  arrived: 'Arrived',
  content: 'Content',
  history: {
    unreadable: 'The recording could not be read here',
    earlier: 'Earlier',
    later: 'Later',
    still: 'This view holds still.',
    /** What is shown from the disk. @param at Unix milliseconds of the moment it was sought by; null: scrolled back to. */
    shown: (at: number | null, isEmpty: boolean, isCut: boolean) =>
      `${at === null ? 'Scrolled back' : `From ${timeOfDay(at)}`}, read from the recording${isEmpty ? ': no message stands there' : ''}.` +
      (isCut ? ' The search was long and stopped before its end.' : ''),
  },
} as const;
