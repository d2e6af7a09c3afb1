/** Texts of the list of recordings, and around one recording that is opened. */
import { bytes, count, plural } from '../format/numbers.ts';
import { dateTime, span } from '../format/times.ts';

/** How whole a recording is. */
const status = {
  recording: 'Not finished yet',
  complete: 'Complete',
  'complete-but': 'Complete but for gaps',
  'not-provable': 'Not provable',
  damaged: 'Damaged',
} as const;

export const recordingStrings = {
  status,
  hint: 'All recordings, newest first',
  readAgain: 'Look again',
  unlisted: 'The recordings could not be listed',
  none: 'No recording yet',
  noneThen:
    'When a session is recorded, it is listed here. When it ends, its recording is read again from the disk, checked, and gets a receipt.',
  noneFits: 'Nothing matches',
  noneFitsThen: 'No recording fits everything that is asked for above.',
  clearFilters: 'Clear filters',
  /** @param found Null: nothing was asked for. @param looking Folders that were looked at, of so many; null: all were. */
  listed: (
    found: number | null,
    all: number,
    looking: { readonly done: number; readonly total: number } | null,
  ) => {
    const listed = `${found === null ? '' : `${count(found)} of `}${plural(all, 'recording')}`;
    return looking === null
      ? listed
      : `${listed}; ${count(looking.done)} of ${plural(looking.total, 'folder')} looked at`;
  },
  /** @param project Empty: not known. @param endedAt Null: it goes on. Unix milliseconds. */
  when: (project: string, startedAt: number, endedAt: number | null) => {
    const length = endedAt === null ? '' : `, ${span(endedAt - startedAt)}`;
    return `${project === '' ? '' : `${project}, `}${dateTime(startedAt)}${length}`;
  },
  filters: {
    search: 'Search recordings',
    searchHint: 'Session, project, device, topic…',
    anyProject: 'Any project',
    noSuchProject: 'No such project',
    completeness: 'Completeness',
    anyCompleteness: 'Any state',
    completenessWords: {
      complete: status.complete,
      gaps: 'With gaps',
      damaged: status.damaged,
      recording: status.recording,
    },
    upload: 'Upload',
    anyUpload: 'Any upload',
    uploadWords: {
      verified: 'Upload verified',
      open: 'On its way',
      failed: 'Upload failed',
      none: 'On this disk only',
      elsewhere: 'Not on this disk any more',
    },
    participant: 'Device or participant',
    anyParticipant: 'Any device',
    anyTopic: 'Any topic',
    days: 'Days',
    from: 'From this day',
    to: 'To this day',
  },
  row: {
    /** @param messages Null: not counted before it is closed. */
    figures: (messages: number | null, size: number, gaps: number) => {
      const what =
        messages === null
          ? 'counted when it is closed'
          : `${plural(messages, 'message')}, ${bytes(size)}`;
      return gaps === 0 ? what : `${what}, ${plural(gaps, 'gap')}`;
    },
    waitsForExport: 'waits to be exported',
    exporting: (percent: number) => `exporting, ${percent.toFixed(0)} %`,
  },
  uploads: {
    elsewhere: 'only where it was uploaded to',
    none: 'on this disk only',
    failed: (amount: number) => `${plural(amount, 'upload')} failed`,
    /** @param renamed How many of them are stored under another name. */
    verified: (verified: number, files: number, renamed: number) =>
      `${verified === files ? '' : `${count(verified)} of `}${plural(files, 'file')} verified in the bucket${renamed === 0 ? '' : `, ${count(renamed)} under another name`}`,
  },
  page: {
    recording: 'Recording',
    export: 'Export…',
    back: 'All recordings',
    seeLive: 'See it live',
    unopened: 'The recording could not be opened',
    receipt: 'Receipt',
    messages: (amount: number) => `Messages (${count(amount)})`,
  },
  fetch: {
    action: 'Bring it back to this computer',
    /** Sizes in bytes. @param all Null: not known yet. */
    progress: (done: number, all: number | null) =>
      `${bytes(done)} of ${all === null ? '…' : bytes(all)}`,
    failed: 'It was not brought back',
  },
} as const;
