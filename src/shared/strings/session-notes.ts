/** Texts of notes and markers: taking them, and the list of those that were taken. */
import { nanosTime, timeOfDay } from '../format/times.ts';

export const noteStrings = {
  note: 'Note',
  markers: 'Markers',
  /** Of the keys 1 to 9, until somebody edits them; they go into recordings as they stand. */
  defaultMarkers: [
    ...['Start', 'End', 'Interruption', 'Technical problem', 'Interesting'],
    ...['Question', 'Instruction', 'Break', 'Check later'],
  ],
  dropMarker: 'Drop a marker',
  editMarkers: 'Edit the markers',
  saveMarkers: 'Save markers',
  marker: (key: number) => `Marker ${key}`,
  /** In the field of a key without a marker. */
  noMarker: 'nothing',
  line: {
    label: (at: number) => `Note for ${timeOfDay(at)}`,
    hint: 'What happens? Enter keeps it, Escape drops it',
    keep: 'Keep',
    drop: 'Drop',
  },
  said: {
    failed: 'The note is not in the recording',
    failedIsSafe: 'What the devices send is recorded all the same.',
    noting: 'Noting…',
    /** @param pressed Nanoseconds since 1970, decimal. */
    withdrawn: (pressed: string, text: string) =>
      `${nanosTime(pressed)} “${text}” is withdrawn. The recording keeps the note and that it was withdrawn; exports leave it out.`,
    synced: (pressed: string, text: string) =>
      `${nanosTime(pressed)} “${text}” is noted, safe on disk.`,
    written: (pressed: string, text: string) =>
      `${nanosTime(pressed)} “${text}” is noted, written to disk.`,
    undo: 'Undo',
  },
  list: {
    none: 'Nothing noted yet',
    noneThen:
      'Press N for a note, 1 to 9 for a marker. Each is written into the recording with the time of the key press, and exported with it.',
    time: 'Time',
    note: 'Note',
    category: 'Category',
    show: 'Show',
    showAt: (pressed: string) => `Show the messages at ${nanosTime(pressed)}`,
    withdraw: 'Withdraw',
    withdrawOf: (text: string) => `Withdraw “${text}”`,
    withdrawn: 'withdrawn',
  },
} as const;
