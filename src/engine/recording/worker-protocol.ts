/** What the recording worker does for the engine; all of it reads whole recordings. */
import { z } from 'zod';
import { gapSchema, laneSchema } from '../../shared/records.ts';
import { rowsRequestSchema } from '../../shared/timeline.ts';
import { endReasonSchema } from './manifest.ts';
import { knownOfRecordingSchema } from './repair/restore-manifest.ts';

/** Which lane somebody looks at. `synced`: its last record that can change no more. */
const looked = { folder: z.string(), lane: laneSchema, synced: z.number() };

export const workerRequestSchema = z.discriminatedUnion('task', [
  z.object({ task: z.literal('recover'), folder: z.string() }),
  z.object({
    task: z.literal('finalise'),
    folder: z.string(),
    endReason: endReasonSchema,
    endedAt: z.number(),
    end: z.object({ recordedToEnd: z.boolean(), undeclared: z.array(gapSchema) }),
  }),
  z.object({ task: z.literal('verify'), folder: z.string() }),
  z.object({ task: z.literal('index'), folder: z.string(), file: z.string() }),
  z.object({
    task: z.literal('restore-manifest'),
    folder: z.string(),
    known: knownOfRecordingSchema,
  }),
  z.object({ task: z.literal('notes'), ...looked }),
  z.object({ task: z.literal('timeline'), ...looked, until: z.number().nullable() }),
  z.object({ task: z.literal('rows'), ...looked, request: rowsRequestSchema }),
]);
export type WorkerRequest = z.infer<typeof workerRequestSchema>;
