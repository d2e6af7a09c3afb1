/** How recordings are uploaded, as the form asks for it. */
import { z } from 'zod';

const whole = 'A whole number';

export const uploadsFormSchema = z.object({
  /** segment-closed: closed segments go up while the session runs. session-over: all afterwards. */
  when: z.enum(['segment-closed', 'session-over']),
  concurrency: z.number(whole).int(whole).min(1, 'At least 1').max(32, 'At most 32'),
  /** kB a second over everything; null: as fast as it goes. */
  limitKb: z
    .number(whole)
    .int(whole)
    .min(32, 'At least 32')
    .max(10_000_000, 'At most 10,000,000')
    .nullable(),
  /** Days after which local data is deleted that is verified everywhere; null: it is kept. */
  keepDays: z.number(whole).int(whole).min(0, 'At least 0').max(36_500, 'Too many').nullable(),
});
export type UploadsForm = z.infer<typeof uploadsFormSchema>;

export const defaultUploadsForm: UploadsForm = {
  when: 'segment-closed',
  concurrency: 3,
  limitKb: null,
  keepDays: null,
};

/** Null: nothing is copied to a folder. */
export const uploadFolderSchema = z
  .string()
  .trim()
  .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, 'The folder must be a whole path, such as /mnt/share')
  .nullable();

/** What came of writing a few bytes to a destination and reading them back. */
export const destinationTestSchema = z.object({
  destination: z.string(),
  /** Null: it worked. */
  problem: z.string().nullable(),
  fix: z.string().nullable(),
});
export type DestinationTest = z.infer<typeof destinationTestSchema>;
