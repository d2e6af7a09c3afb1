import { z } from 'zod';

/** The disk of the recordings, for window, CLI and control alike. */
export const diskViewSchema = z.object({
  freeBytes: z.number(),
  totalBytes: z.number(),
  /** How fast it fills, over the last minutes; 0 when it does not, or when it is not known yet. */
  bytesPerSecond: z.number(),
  /** When recordings would stop if it goes on so (unix ms); null when it does not fill, or slowly. */
  fullAt: z.number().nullable(),
  /** What will be deleted by and by because it is verified in every destination; 0 when it is kept. */
  plannedBytes: z.number().default(0),
  /** early: less than a day, or little space. urgent: less than an hour, or too little to begin anew. */
  level: z.enum(['fine', 'early', 'urgent']),
});
export type DiskView = z.infer<typeof diskViewSchema>;
