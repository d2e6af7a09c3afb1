/** Texts of a recording that is read from its files: searched, scrolled through. */
import { bytes, count, plural } from '../format/numbers.ts';

export const readingStrings = {
  search: 'Search in this recording',
  allKinds: 'All kinds',
  timeOfDay: 'Time of day',
  goTo: 'Go to',
  unreadable: 'The recording could not be read',
  recordsUnreadable: 'These records could not be read',
  /** In the place of a record. */
  rowUnreadable: 'what stood here cannot be read any more',
  records: 'Records',
  recordsOf: (amount: number) => plural(amount, 'record'),
  searched: 'Searched',
  stop: 'Stop searching',
  foundSoFar: (found: number, done: number, all: number) =>
    `${count(found)} found so far, in ${bytes(done)} of ${bytes(all)}`,
  found: (found: number) => (found === 0 ? 'Nothing found' : `${count(found)} found`),
  foundUntilStopped: (found: number, done: number, all: number) =>
    `${count(found)} found; the search was stopped after ${bytes(done)} of ${bytes(all)}`,
  foundUntilFailed: (found: number) => `${count(found)} found; the search failed`,
} as const;
