/** Members that records of several kinds share (docs/data-format.md). */
import { z } from 'zod';

/** Nanoseconds, or another number beyond what JSON numbers hold, as a decimal string. */
export const decimal = z.string().regex(/^\d{1,20}$/);

/** Base64, standard alphabet, padded. Not decoded here: readers that need the bytes do. */
export const base64Text = z.string();

export const crcDigits = z.string().regex(/^[0-9a-f]{8}$/);
export const sha256Digits = z.string().regex(/^[0-9a-f]{64}$/);

/** Left out when the packet has none. */
export const sender = { identity: z.string().optional(), sid: z.string().optional() };

/** How every record of a packet begins. */
export const packetHead = {
  link: z.number().int().optional(),
  ...sender,
  sequence: z.number().int().optional(),
};

/** A payload: `text` when it is valid UTF-8, else `base64`. */
export const payload = { text: z.string().optional(), base64: base64Text.optional() };

/** The packet without its payload, and where that stood: together the packet's bytes. */
export const around = { envelope: base64Text, contentAt: z.number().int().nonnegative() };

export const channelSchema = z.enum(['reliable', 'lossy', 'data-track']);
export type Channel = z.infer<typeof channelSchema>;
