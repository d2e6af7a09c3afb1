/** What the journal thread is given, and what it tells the child's main thread. Same process: types. */
import { z } from 'zod';
import type { GapRecord } from '../../shared/records.ts';
import {
  journalSettingsSchema,
  type JournalCounters,
  type JournalMetrics,
} from '../../shared/capture-protocol.ts';
import type { FeedRow } from '../../shared/feed-row.ts';

export const journalThreadDataSchema = z.object({
  shared: z.instanceof(SharedArrayBuffer),
  settings: journalSettingsSchema,
  /** How often it tells its counters, in milliseconds. */
  countersMs: z.number().int().positive(),
  software: z.string(),
});
export type JournalThreadData = z.infer<typeof journalThreadDataSchema>;

/** What the thread itself knows of `JournalMetrics`. */
export type ThreadMetrics = Pick<
  JournalMetrics,
  'unsyncedBytes' | 'written' | 'late' | 'synced' | 'syncs'
>;

/** `room` is the handle that the child's main thread gave it. */
export type FromJournal =
  | {
      readonly type: 'journal-counters';
      readonly rooms: readonly { readonly room: number; readonly counters: JournalCounters }[];
      readonly metrics: ThreadMetrics;
    }
  | {
      readonly type: 'segment-closed';
      readonly room: number;
      readonly file: string;
      readonly size: number;
      readonly firstRecord: number;
      readonly lastRecord: number;
    }
  | {
      readonly type: 'room-closed';
      readonly room: number;
      readonly error: { readonly code: string; readonly message: string } | null;
      /** What is missing and could not even be declared on disk. */
      readonly gap: GapRecord | null;
      readonly counters: JournalCounters;
    }
  | {
      readonly type: 'feed';
      readonly room: number;
      readonly rows: readonly FeedRow[];
      readonly skipped: number;
    }
  | { readonly type: 'ended' };
