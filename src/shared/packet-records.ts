/** The records of packets that came over a data channel, one for each packet (docs/data-format.md). */
import { z } from 'zod';
import {
  around,
  base64Text,
  channelSchema,
  decimal,
  packetHead,
  payload,
  sender,
} from './record-members.ts';

export const dataSchema = z.looseObject({
  kind: z.literal('data'),
  ...packetHead,
  topic: z.string().optional(),
  reliable: z.boolean(),
  id: z.string().optional(),
  startTime: decimal.optional(),
  endTime: decimal.optional(),
  nonce: z.string().optional(),
  destinations: z.array(z.string()).optional(),
  ...payload,
  raw: base64Text.optional(),
});

export const unknownSchema = z.looseObject({
  kind: z.literal('unknown'),
  link: z.number().int().optional(),
  channel: channelSchema,
  ...sender,
  sequence: z.number().int().optional(),
  packet: z.string().optional(),
  raw: base64Text,
});

const head = { ...packetHead, reliable: z.boolean() };

export const chatSchema = z.looseObject({
  kind: z.literal('chat'),
  ...head,
  id: z.string(),
  timestamp: decimal,
  editTimestamp: decimal.optional(),
  deleted: z.boolean(),
  generated: z.boolean(),
  text: z.string(),
  raw: base64Text,
});

export const transcriptionSchema = z.looseObject({
  kind: z.literal('transcription'),
  ...head,
  transcribed: z.string(),
  trackId: z.string(),
  segments: z.array(
    z.looseObject({
      id: z.string(),
      text: z.string(),
      startTime: decimal,
      endTime: decimal,
      final: z.boolean(),
      language: z.string(),
    }),
  ),
  raw: base64Text,
});

export const dtmfSchema = z.looseObject({
  kind: z.literal('dtmf'),
  ...head,
  code: z.number().int(),
  digit: z.string(),
  raw: base64Text,
});

export const metricsSchema = z.looseObject({
  kind: z.literal('metrics'),
  ...head,
  metrics: z.record(z.string(), z.unknown()),
  raw: base64Text,
});

export const rpcSchema = z.looseObject({
  kind: z.literal('rpc'),
  ...head,
  part: z.enum(['request', 'ack', 'response']),
  id: z.string(),
  method: z.string().optional(),
  responseTimeoutMs: z.number().int().optional(),
  version: z.number().int().optional(),
  payload: z.string().optional(),
  compressed: z.boolean().optional(),
  error: z.looseObject({ code: z.number(), message: z.string(), data: z.string() }).optional(),
  raw: base64Text,
});

export const encryptedSchema = z.looseObject({
  kind: z.literal('encrypted'),
  ...head,
  encryption: z.number().int(),
  keyIndex: z.number().int(),
  iv: base64Text,
  ciphertext: base64Text,
  ...around,
});

export const dataTrackSchema = z.looseObject({
  kind: z.literal('data-track'),
  link: z.number().int().optional(),
  ...sender,
  trackSid: z.string().optional(),
  handle: z.number().int(),
  frameSequence: z.number().int(),
  frame: z.number().int(),
  timestamp: z.number().int(),
  start: z.boolean(),
  final: z.boolean(),
  extensions: z.array(z.looseObject({ id: z.number().int(), value: base64Text })).optional(),
  missing: z.number().int().optional(),
  late: z.boolean().optional(),
  ...payload,
  head: base64Text,
});

export type RpcRecord = z.infer<typeof rpcSchema>;
