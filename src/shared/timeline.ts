/** The timeline of a session, as it is read from its journal. Times are nanoseconds since 1970, decimal. */
import { z } from 'zod';
import { feedRowSchema } from './feed-row.ts';
import { noteViewSchema } from './notes.ts';
import { decimal, gapReasonSchema, laneSchema } from './records.ts';

/** Columns at most, whatever the session lasted. */
export const MOST_COLUMNS = 400;
/** Senders with a row of their own; the others are counted together. */
export const MOST_ROWS = 60;
/** Events in one answer; the newest, `eventCount` counts all. */
export const MOST_EVENTS = 1000;

export const lookEventSchema = z.object({
  type: z.enum([
    ...['present', 'joined', 'left', 'gap', 'link-lost', 'room-ended'],
    ...['session-started', 'session-stopped'],
  ] as const),
  at: decimal,
  /** Of a gap that lasted; null for a moment. */
  to: decimal.nullable(),
  record: z.number(),
  identity: z.string().nullable(),
  /** In words: why, or what is missing. */
  text: z.string(),
  /** Of a gap. */
  reason: gapReasonSchema.optional(),
  /** Where two recorders record: whose gap or lost link it is. */
  lane: laneSchema.optional(),
  /** Whether the other recorder has what is missing in the gap; not there while that cannot be told. */
  isFilled: z.boolean().optional(),
});
export type LookEvent = z.infer<typeof lookEventSchema>;

export const timelineSchema = z.object({
  /** Unix milliseconds of the first column's beginning. */
  from: z.number(),
  columnMs: z.number(),
  /** Messages in each column, of everybody. */
  totals: z.array(z.number()),
  /** Those with the most messages first. */
  rows: z.array(z.object({ identity: z.string(), counts: z.array(z.number()) })),
  /** Senders that have no row of their own. */
  others: z.number(),
  events: z.array(lookEventSchema),
  eventCount: z.number(),
  notes: z.array(noteViewSchema),
});
export type Timeline = z.infer<typeof timelineSchema>;

/** A part of the session as rows of the feed, read from its journal. Exactly one of the three is given. */
export const rowsRequestSchema = z.object({
  /** Around this moment, unix milliseconds. */
  at: z.number().optional(),
  /** After this record, or before it. */
  after: z.number().int().optional(),
  before: z.number().int().optional(),
  /** Empty: all. */
  kinds: z.array(z.string()),
  identity: z.string().nullable(),
  topic: z.string().nullable(),
  text: z.string(),
});
export type RowsRequest = z.infer<typeof rowsRequestSchema>;

export const rowsAnswerSchema = z.object({
  /** In the order of the journal. */
  rows: z.array(feedRowSchema),
  /** With `at`: the first row from that moment on; null when there is none. */
  focus: z.number().nullable(),
  moreBefore: z.boolean(),
  moreAfter: z.boolean(),
  /** True: reading took too long, there may be rows that fit further on. */
  isCut: z.boolean(),
});
export type RowsAnswer = z.infer<typeof rowsAnswerSchema>;
