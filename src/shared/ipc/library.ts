/** The list of all recordings: what it can be asked, and what a page of it says. */
import { z } from 'zod';
import { recordingStatuses, windowUploadSummarySchema } from './recordings.ts';

/** complete; gaps: whole but for what is named, or not provable; damaged; recording: not closed yet. */
export const completenessChoices = ['complete', 'gaps', 'damaged', 'recording'] as const;
export type Completeness = (typeof completenessChoices)[number];

/**
 * verified: every file, in every destination. failed: at least one. open: on its way. none: it is on this
 * disk only. elsewhere: its local data was deleted after it was verified.
 */
export const uploadChoices = ['verified', 'open', 'failed', 'none', 'elsewhere'] as const;
export type UploadChoice = (typeof uploadChoices)[number];

const words = z.string().max(500);

/** What all of it has to fit. Empty and null: anything. */
export const libraryFilterSchema = z.object({
  /** Words that stand somewhere in its names: project, session, room, comments, senders, topics, id. */
  text: words,
  /** The exact name. */
  project: words.nullable(),
  /** Unix milliseconds; it was being recorded at some moment from `from` to before `to`. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** Part of the name of one of the senders, in any case. */
  participant: words,
  /** Part of one of the topics, in any case. */
  topic: words,
  completeness: z.enum(completenessChoices).nullable(),
  upload: z.enum(uploadChoices).nullable(),
});
export type LibraryFilter = z.infer<typeof libraryFilterSchema>;

export const anyRecording: LibraryFilter = {
  ...{ text: '', project: null, from: null, to: null, participant: '', topic: '' },
  ...{ completeness: null, upload: null },
};

/** Rows in one answer. */
export const MOST_LIBRARY_ROWS = 200;

export const libraryQuerySchema = z.object({
  filter: libraryFilterSchema,
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(MOST_LIBRARY_ROWS),
});
export type LibraryQuery = z.infer<typeof libraryQuerySchema>;

/** One recording in the list; times are unix milliseconds, sizes bytes. */
export const libraryRowSchema = z.object({
  recordingId: z.string(),
  status: z.enum(recordingStatuses),
  isLocal: z.boolean(),
  projectName: z.string(),
  /** Of the session, or of its room. */
  name: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  messages: z.number(),
  bytes: z.number(),
  gaps: z.number(),
  senders: z.number(),
  uploads: windowUploadSummarySchema,
});
export type LibraryRow = z.infer<typeof libraryRowSchema>;

/** How far the recordings on the disk are looked through; null when all are known. */
export const libraryProgressSchema = z
  .object({ done: z.number().int(), total: z.number().int() })
  .nullable();
export type LibraryProgress = z.infer<typeof libraryProgressSchema>;

export const libraryPageSchema = z.object({
  /** How many recordings fit the filter, and how many there are. */
  total: z.number().int(),
  all: z.number().int(),
  /** Newest first. */
  rows: z.array(libraryRowSchema),
  progress: libraryProgressSchema,
});
export type LibraryPage = z.infer<typeof libraryPageSchema>;

/** What can be chosen from; those of most recordings first, at most 300 each. */
export const libraryChoicesSchema = z.object({
  projects: z.array(z.string()),
  participants: z.array(z.string()),
  topics: z.array(z.string()),
});
export type LibraryChoices = z.infer<typeof libraryChoicesSchema>;
