/** The timeline of a session, as it is read from its journal. Times are nanoseconds since 1970, decimal. */
import { z } from 'zod';
import { noteViewSchema } from './notes.ts';
import { decimal, gapReasonSchema } from './records.ts';

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
