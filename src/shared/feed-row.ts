/** A row of the live feed, and how much of a payload it shows. */
import { z } from 'zod';
import { decimal, laneSchema } from './records.ts';

/** Bytes of a payload in a row of the feed; of JSON more, so that filters and plots find their fields. */
export const MOST_FEED_TEXT = 200;
export const MOST_FEED_JSON = 1000;
/** A line of the window shows 24 of them. */
export const MOST_FEED_BINARY = 32;

/** Whether a payload looks like a JSON object or array. */
export function isJson(payload: Uint8Array): boolean {
  return payload[0] === 0x7b || payload[0] === 0x5b;
}

/** One row of the live feed: clipped; the whole message is in the journal under `record`. */
export const feedRowSchema = z.object({
  record: z.number().int(),
  /** The lane that numbers it; absent: lane a. */
  lane: laneSchema.optional(),
  arrival: decimal,
  kind: z.string(),
  identity: z.string().nullable(),
  topic: z.string().nullable(),
  reliable: z.boolean().nullable(),
  size: z.number().int(),
  /** The start of the payload as text; null when it is binary. */
  text: z.string().nullable(),
  /** The start of a binary payload in base64; null when it is text. */
  base64: z.string().nullable(),
  clipped: z.boolean(),
});
export type FeedRow = z.infer<typeof feedRowSchema>;
