/** Words and sentences that stand on several pages. */
import { count } from '../format/numbers.ts';

export const commonStrings = {
  cancel: 'Cancel',
  close: 'Close',
  open: 'Open',
  tryAgain: 'Try again',
  /** Of a wheel that turns. */
  reading: 'Reading',
  readingRecording: 'Reading the recording…',
  clearSearch: 'Clear the search',
  /** Behind a list that was cut. */
  andMore: (amount: number) => `and ${count(amount)} more`,
} as const;
