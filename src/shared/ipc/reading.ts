/** Reading a recording from its files: which records, how far the search is, and the rows themselves. */
import { z } from 'zod';
import { feedRowSchema } from '../feed-row.ts';
import { errorViewSchema } from './views.ts';

const words = z.string().max(1000);

/** Records have to fit all of it. Null and empty: anything. */
export const readFilterSchema = z.object({
  /** In one of a record's texts, in any case. */
  text: words,
  /** Identity or SID. */
  participant: words.nullable(),
  topic: words.nullable(),
  kinds: z.array(z.string().max(100)).max(50).nullable(),
});
export type ReadFilter = z.infer<typeof readFilterSchema>;

export const everything: ReadFilter = { text: '', participant: null, topic: null, kinds: null };

export const readingViewSchema = z.object({
  readingId: z.number().int(),
  /** Rows found so far. */
  rows: z.number().int(),
  /** searching: there may be more. stopped: by order, or because there are too many to list. */
  state: z.enum(['searching', 'done', 'stopped', 'failed']),
  /** Bytes of the recording that are searched; what an index rules out counts when all is over. */
  bytes: z.number(),
  totalBytes: z.number(),
  error: errorViewSchema.nullable(),
});
export type ReadingView = z.infer<typeof readingViewSchema>;

/** Rows in one answer. */
export const MOST_READ_ROWS = 200;

export const readRowSchema = feedRowSchema;
export type ReadRow = z.infer<typeof readRowSchema>;

export const readRowsSchema = z.object({
  total: z.number().int(),
  /** Null: at this place stands nothing that can be read. */
  rows: z.array(readRowSchema.nullable()),
});
export type ReadRows = z.infer<typeof readRowsSchema>;
