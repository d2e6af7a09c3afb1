/** Exports as the window orders and follows them. Times are unix milliseconds, sizes bytes. */
import { z } from 'zod';
import { readFilterSchema } from './reading.ts';
import { errorViewSchema } from './views.ts';

export const exportFormats = ['csv', 'parquet', 'jsonl', 'daemon', 'vtt', 'events'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const moment = z.number().int().nonnegative();

/** What WebVTT and events count from. */
export const exportStartSchema = z.discriminatedUnion('at', [
  z.object({ at: z.literal('session') }),
  z.object({ at: z.literal('recording') }),
  z.object({ at: z.literal('video') }),
  z.object({ at: z.literal('time'), moment }),
]);

export const exportOptionsSchema = z.object({
  format: z.enum(exportFormats),
  /** Without kinds: what the format is for (docs/exports.md). */
  filter: readFilterSchema.extend({ from: moment.nullable(), to: moment.nullable() }),
  /** CSV: columns for the values in JSON payloads. */
  flatten: z.boolean(),
  /** CSV: formulas made harmless, which changes data. */
  spreadsheetSafe: z.boolean(),
  /** Each packet of a stream is a row. */
  streamParts: z.boolean(),
  start: exportStartSchema,
});
export type ExportOptions = z.infer<typeof exportOptionsSchema>;

export const exportJobSchema = z.object({
  jobId: z.number().int(),
  recordingId: z.string(),
  format: z.enum(exportFormats),
  /** What is made; when it is done, what was made: no other file is ever overwritten. */
  path: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  bytes: z.number(),
  /** Bytes of the recording to go through; null: not known yet. */
  totalBytes: z.number().nullable(),
  bytesPerSecond: z.number(),
  remainingMs: z.number().nullable(),
  /** What came of it; null until it is done. */
  result: z
    .object({
      rows: z.number(),
      bytes: z.number(),
      missing: z.number(),
      unendedStreams: z.number(),
      leftOut: z.number(),
    })
    .nullable(),
  error: errorViewSchema.nullable(),
});
export type ExportJob = z.infer<typeof exportJobSchema>;
