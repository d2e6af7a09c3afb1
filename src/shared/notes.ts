/**
 * Notes that a researcher takes while a session runs (docs/data-format.md, `note`): what crosses the
 * borders between window or command line, main process and engine.
 */
import { z } from 'zod';
import { noteStrings } from './strings/session-notes.ts';
import { laneSchema } from './records.ts';

export const NOTE_AUTHOR = 'researcher';
/** Longest text of a note, in characters. */
export const MAX_NOTE = 4000;
const MAX_WORD = 80;
/** A note line may stay open for so long before it is kept. */
const MAX_AGE_MS = 24 * 3_600_000;

/** What is to be noted. */
export const noteOrderSchema = z.object({
  text: z.string().trim().min(1).max(MAX_NOTE),
  /** A word of the researcher's own to group notes by. */
  category: z.string().trim().min(1).max(MAX_WORD).optional(),
  /** The key that dropped a marker. */
  key: z.string().min(1).max(8).optional(),
  /** How long ago the key was pressed, in milliseconds, by a monotonic clock. */
  ageMs: z.number().min(0).max(MAX_AGE_MS).default(0),
});
export type NoteOrder = z.infer<typeof noteOrderSchema>;

/** A note as it stands in the journal. Times are nanoseconds since 1970, decimal. */
export const noteViewSchema = z.object({
  id: z.string(),
  text: z.string(),
  category: z.string().nullable(),
  key: z.string().nullable(),
  pressed: z.string(),
  /** Where it stands in the journal: when that number is synced, so is the note. */
  record: z.number(),
  lane: laneSchema,
  isWithdrawn: z.boolean(),
});
export type NoteView = z.infer<typeof noteViewSchema>;

/** A note that was read back from the journal, and how far that lane is synced. */
export const takenNoteSchema = z.object({ note: noteViewSchema, isSynced: z.boolean() });
export type TakenNote = z.infer<typeof takenNoteSchema>;

export const MARKERS = 9;
/** What the keys 1 to 9 drop; empty: nothing. */
export const markersSchema = z.array(z.string().trim().max(MAX_WORD)).length(MARKERS);
export type Markers = z.infer<typeof markersSchema>;

export const defaultMarkers: Markers = [...noteStrings.defaultMarkers];
/** The category of a marker that a key dropped. */
export const MARKER_CATEGORY = 'marker';
