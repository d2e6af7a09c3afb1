/** Where newer versions of the app stand, for the window. */
import { z } from 'zod';

export const updateViewSchema = z.object({
  /** Whether this installation could update itself: packaged, with a place to look, in its own format. */
  isPossible: z.boolean(),
  /** The setting. */
  isWanted: z.boolean(),
  /** ready: version `version` is here, and is installed when the app is quit. */
  state: z.enum(['idle', 'looking', 'fetching', 'ready']),
  version: z.string().nullable(),
});
export type UpdateView = z.infer<typeof updateViewSchema>;
