/** What somebody has to see to, as the system's notifications say it. */
import { homeStrings } from './home.ts';
import { settingsStrings } from './settings.ts';

export const noticeStrings = {
  keysMissing: homeStrings.engine.keysMissing,
  keysMissingText: 'Nothing is recorded until the keys and secrets are typed again.',
  notStarted: homeStrings.engine.failed,
  /** @param why Sentences. */
  notStartedText: (why: string) => `Nothing is being recorded. ${why}`,
  diskFull: settingsStrings.notices.kinds.disk,
  /** @param left "500 MB". */
  diskFullText: (left: string) =>
    `${left} are left for recordings. Free space, or choose a folder on another disk.`,
  keysRefused: (project: string) => `${project}: the server refuses the keys`,
  notRecorded: (session: string) => `${session} is not being recorded`,
  /** @param why Sentences. */
  notRecordedText: (why: string) => `${why} What is recorded so far is safe on this disk.`,
  clock: settingsStrings.notices.kinds.clock,
  upload: 'An upload needs you',
  uploadWhy: 'A file could not be uploaded',
  /** @param why A sentence. @param fix What to do; a sentence, or ''. */
  uploadText: (why: string, fix: string) => `${why} ${fix} The recording is safe on this disk.`,
  megabytes: (amount: number) => `${amount} MB`,
  gigabytes: (amount: number) => `${amount} GB`,
} as const;
