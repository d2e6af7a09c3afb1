/** How recordings are uploaded, as the form asks for it. */
import { z } from 'zod';
import { problemStrings as problems } from '../strings/form-problems.ts';

const whole = problems.wholeNumber;

export const uploadsFormSchema = z.object({
  /** segment-closed: closed segments go up while the session runs. session-over: all afterwards. */
  when: z.enum(['segment-closed', 'session-over']),
  concurrency: z.number(whole).int(whole).min(1, problems.atLeast(1)).max(32, problems.atMost(32)),
  /** kB a second over everything; null: as fast as it goes. */
  limitKb: z
    .number(whole)
    .int(whole)
    .min(32, problems.atLeast(32))
    .max(10_000_000, problems.atMost(10_000_000))
    .nullable(),
  /** Days after which local data is deleted that is verified everywhere; null: it is kept. */
  keepDays: z
    .number(whole)
    .int(whole)
    .min(0, problems.atLeast(0))
    .max(36_500, problems.tooMany)
    .nullable(),
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
  .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, problems.wholePath)
  .nullable();

/** What came of writing a few bytes to a destination and reading them back. */
export const destinationTestSchema = z.object({
  destination: z.string(),
  /** Null: it worked. */
  problem: z.string().nullable(),
  fix: z.string().nullable(),
});
export type DestinationTest = z.infer<typeof destinationTestSchema>;
