/** Texts of a recording's receipt in the window. The receipt as a file is made by the recorder itself. */
import { count, plural } from '../format/numbers.ts';
import { timeOfDay } from '../format/times.ts';

export const receiptStrings = {
  openFolder: 'Open folder',
  checkAgain: 'Check the files again',
  save: 'Save receipt…',
  seeFailed: 'See the failed uploads',
  notChecked: 'It could not be checked',
  folderNotOpened: 'The folder was not opened',
  notSaved: 'The receipt was not saved',
  saved: (path: string) => `The receipt is saved as ${path}`,
  senders: 'Senders',
  knownGaps: 'Known gaps',
  gaps: (amount: number) => plural(amount, 'gap'),
  cannotSee: 'What no recorder can see',
  hide: 'Hide',
  /** @param isLocal Whether it is still on this disk. */
  place: (recordingId: string, folder: string, isLocal: boolean) =>
    `Recording ${recordingId}, ${isLocal ? 'in' : 'formerly in'} ${folder}`,
  senderTable: {
    lastNumber: 'Sender’s last number',
    notNumbered: 'not numbered',
  },
  fileTable: {
    inBucket: 'Uploaded',
    notInBucket: 'no',
    hash: (sha256: string) => `SHA-256 ${sha256}`,
    storedAs: (name: string) => `stored as ${name}`,
    storedAsWhy:
      'Something else had the name of a file where it was uploaded to. It was not overwritten; the file is stored beside it.',
  },
  more: (amount: number) => `and ${count(amount)} more, in the recording’s manifest`,
  verified: {
    /** @param messages Null: not counted. */
    good: (at: number, messages: number | null) =>
      `Every file was read again at ${timeOfDay(at)}, and is as it was finalised${messages === null ? '.' : `: ${plural(messages, 'message')}.`}`,
    bad: 'These files are not what was recorded.',
  },
} as const;
