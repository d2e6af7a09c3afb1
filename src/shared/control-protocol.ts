/**
 * What can be ordered of a running recorder from outside, over its control socket or over RabbitMQ, and
 * what it answers (docs/remote-control.md).
 */
import { z } from 'zod';
import { journalMetricsSchema } from './capture-protocol.ts';
import { diskViewSchema } from './disk-view.ts';
import { noteOrderSchema, noteViewSchema } from './notes.ts';
import { pingResultSchema } from './ping.ts';

export const controlCommands = ['status', 'start', 'stop', 'finalize', 'ping', 'note'] as const;
export const controlCommandSchema = z.enum(controlCommands);
export type ControlCommand = z.infer<typeof controlCommandSchema>;

export const controlRequestSchema = z.strictObject({
  /** Chosen by the one who asks; echoed in the answer. */
  id: z.string().min(1).max(200),
  command: controlCommandSchema,
  /** Left out: all sessions. */
  sessionId: z.string().min(1).max(200).optional(),
  /** Of `note`: what is to be noted. */
  note: noteOrderSchema.optional(),
  /** Of `note` instead: the id of an earlier note that does not hold any more. */
  withdraws: z.string().min(1).max(200).optional(),
});
export type ControlRequest = z.infer<typeof controlRequestSchema>;

export const controlSessionSchema = z.object({
  sessionId: z.string(),
  projectId: z.string().nullable(),
  roomName: z.string(),
  phase: z.string(),
  recordingId: z.string().nullable(),
  /** Record numbers of the journal: the last that is written, and the last that is synced. */
  written: z.number(),
  synced: z.number(),
});
export type ControlSession = z.infer<typeof controlSessionSchema>;

export const controlReplySchema = z.object({
  request: controlRequestSchema,
  ok: z.boolean(),
  recorder: z.object({
    name: z.string(),
    pid: z.number(),
    version: z.string(),
    /** In words, when sessions may be missed by the way in which they are chosen. */
    canMiss: z.string().nullable(),
  }),
  /** The sessions that the order was about, as they stand now. */
  sessions: z.array(controlSessionSchema),
  /** False: the order is written down, but was not carried out yet when the answer was sent. */
  done: z.boolean(),
  /** With `status`: how far the journal keeps up. Null while nothing captures. */
  journal: journalMetricsSchema.nullable().optional(),
  /** The disk of the recordings; null when it cannot be read. */
  disk: diskViewSchema.nullable(),
  /** What came of a `ping`. */
  ping: pingResultSchema.optional(),
  /** Of `note`: as it stands in the journal. `done` says whether it is synced. */
  note: noteViewSchema.optional(),
  error: z.object({ code: z.string(), message: z.string(), fix: z.string() }).nullable(),
});
export type ControlReply = z.infer<typeof controlReplySchema>;
