/**
 * The records of text streams and byte streams: one for each of their packets, and one that the
 * recorder adds when a stream is over (docs/data-format.md).
 */
import { z } from 'zod';
import {
  base64Text,
  crcDigits,
  decimal,
  packetHead,
  payload,
  sha256Digits,
} from './record-members.ts';

/** Why a stream is not complete. */
export const streamEndReasonSchema = z.enum([
  /** The sender's trailer says so. */
  'aborted',
  /** Its participant left the room. */
  'sender-left',
  /** The recorder's connection was lost while the stream ran. */
  'link-lost',
  /** Its header did not come: the stream had begun before the recorder listened. */
  'header-missing',
  /** Chunks are missing although the connection held. */
  'chunks-missing',
  /** All is there, and it is not as long as its header says. */
  'length',
  /** The disk was full, or refused: chunks were not kept. */
  'disk',
  /** The sender began another stream of the same id. */
  'replaced',
  /** More streams were open than a recorder follows. */
  'too-many',
  /** The recording ended first. */
  'recording-ended',
]);
export type StreamEndReason = z.infer<typeof streamEndReasonSchema>;

export const inflationSchema = z.enum(['done', 'failed', 'too-large', 'skipped']);

const members = {
  ...packetHead,
  reliable: z.boolean().optional(),
  part: z.enum(['header', 'chunk', 'trailer', 'end']),
  stream: z.string(),
  began: decimal.optional(),
  topic: z.string().optional(),
  name: z.string().optional(),
  mimeType: z.string().optional(),
  timestamp: decimal.optional(),
  totalLength: decimal.optional(),
  attributes: z.record(z.string(), z.string()).optional(),
  compression: z.string().optional(),
  operation: z.string().optional(),
  version: z.number().int().optional(),
  replyTo: z.string().optional(),
  attached: z.array(z.string()).optional(),
  generated: z.boolean().optional(),
  index: z.number().int().optional(),
  state: z.enum(['complete', 'partial']).optional(),
  reason: z.string().optional(),
  chunks: z.number().int().optional(),
  missing: z.number().int().optional(),
  size: z.number().int().optional(),
  sha256: sha256Digits.optional(),
  inflation: inflationSchema.optional(),
  inflatedSize: z.number().int().optional(),
  inflatedSha256: sha256Digits.optional(),
  ...payload,
  file: z.string().optional(),
  offset: z.number().int().optional(),
  length: z.number().int().optional(),
  contentCrc: crcDigits.optional(),
  lost: z.enum(['disk-reserve', 'disk']).optional(),
  envelope: base64Text.optional(),
  contentAt: z.number().int().optional(),
  raw: base64Text.optional(),
};

export const textStreamSchema = z.looseObject({ kind: z.literal('text-stream'), ...members });
export const byteStreamSchema = z.looseObject({ kind: z.literal('byte-stream'), ...members });
