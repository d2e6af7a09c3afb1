/** The commands that travel through the ring to the journal thread, in order with the packets. */
import { z } from 'zod';
import { journalPositionSchema } from '../../shared/capture-protocol.ts';
import { laneSchema } from '../../shared/records.ts';

export const journalCommandSchema = z.discriminatedUnion('command', [
  z.object({
    command: z.literal('open'),
    recordingId: z.string(),
    folder: z.string(),
    lane: laneSchema.optional(),
    position: journalPositionSchema,
    counter: z.string().optional(),
  }),
  z.object({ command: z.literal('close') }),
  z.object({ command: z.literal('watch'), on: z.boolean() }),
  /** Close every room, then end the thread. */
  z.object({ command: z.literal('end') }),
]);
export type JournalCommand = z.infer<typeof journalCommandSchema>;
