/**
 * The records of a segment, as docs/data-format.md defines them: the schema that readers check lines
 * with, and the types that writers build. Loose objects: readers keep members they do not know.
 */
import { z } from 'zod';
import {
  chatSchema,
  dataSchema,
  dataTrackSchema,
  dtmfSchema,
  encryptedSchema,
  metricsSchema,
  rpcSchema,
  transcriptionSchema,
  unknownSchema,
} from './packet-records.ts';
import { pingMarkSchema } from './ping.ts';
import { crcDigits, decimal, sender } from './record-members.ts';
import { byteStreamSchema, textStreamSchema } from './stream-records.ts';

export { channelSchema, decimal, type Channel } from './record-members.ts';

const stamp = { record: z.number().int().positive(), arrival: decimal, monotonic: decimal };
const crc = { crc: crcDigits };

/** Which of the two recorders of a redundant recording wrote it; everything else is lane a. */
export const laneSchema = z.enum(['a', 'b']);
export type LaneName = z.infer<typeof laneSchema>;

export const segmentHeaderSchema = z.looseObject({
  kind: z.literal('segment'),
  format: z.literal('syncflow-recording'),
  version: z.number().int().positive(),
  recordingId: z.string(),
  segment: z.number().int().positive(),
  lane: z.string(),
  software: z.string(),
});

export const participantSchema = z.looseObject({
  kind: z.literal('participant'),
  event: z.enum(['present', 'joined', 'left', 'changed', 'quality']),
  link: z.number().int().optional(),
  identity: z.string(),
  sid: z.string(),
  name: z.string().optional(),
  participantKind: z.string().optional(),
  metadata: z.string().optional(),
  attributes: z.record(z.string(), z.string()).optional(),
  permission: z.record(z.string(), z.unknown()).optional(),
  joinedAt: decimal.optional(),
  dataTracks: z.array(z.record(z.string(), z.unknown())).optional(),
  quality: z.string().optional(),
  reason: z.string().optional(),
});

export const trackSchema = z.looseObject({
  kind: z.literal('track'),
  event: z.enum(['subscribed', 'unsubscribed']),
  link: z.number().int(),
  handle: z.number().int(),
  trackSid: z.string(),
  ...sender,
});

export const roomSchema = z.looseObject({
  kind: z.literal('room'),
  event: z.enum(['joined', 'changed', 'ended']),
  link: z.number().int().optional(),
  name: z.string().optional(),
  sid: z.string().optional(),
  metadata: z.string().optional(),
  reason: z.string().optional(),
});

export const sessionSchema = z.looseObject({
  kind: z.literal('session'),
  event: z.enum(['started', 'stopped']),
  sessionId: z.string(),
  name: z.string().optional(),
  startedAt: z.number().optional(),
  comments: z.string().optional(),
});

export const linkSchema = z.looseObject({
  kind: z.literal('link'),
  event: z.enum(['open', 'lost', 'closed', 'quality']),
  link: z.number().int(),
  recorderIdentity: z.string().optional(),
  recorderSid: z.string().optional(),
  transport: z.enum(['v1', 'v0', 'rtc-node']).optional(),
  via: z.enum(['tcp-bridge', 'public-events']).optional(),
  server: z.string().optional(),
  replaces: z.number().int().optional(),
  reason: z.string().optional(),
  duplicates: z.number().int().optional(),
  quality: z.string().optional(),
});

export const gapReasonSchema = z.enum([
  'late-join',
  'recorder-restart',
  'link-lost',
  'overload',
  'disk',
  'sequence',
  'counter',
  'corrupt',
]);
export type GapReason = z.infer<typeof gapReasonSchema>;

export const gapSenderSchema = z.object({ ...sender, last: z.number().int() });
export type GapSender = z.infer<typeof gapSenderSchema>;

export const gapSchema = z.looseObject({
  kind: z.literal('gap'),
  reason: gapReasonSchema,
  from: decimal.optional(),
  to: decimal.optional(),
  senders: z.array(gapSenderSchema).optional(),
  ...sender,
  /** Of the counter in the payload. */
  topic: z.string().optional(),
  /** Where in the payload it stands: `CounterRule.text`. Earlier versions did not say. */
  counter: z.string().optional(),
  firstMissing: z.number().int().optional(),
  lastMissing: z.number().int().optional(),
  firstRecord: z.number().int().optional(),
  lastRecord: z.number().int().optional(),
  count: z.number().int().optional(),
  detail: z.string().optional(),
  /** In manifests: the lane that has the gap, when it is not lane a. */
  lane: laneSchema.optional(),
});

/** What of a gap neither lane has: a window of time, or numbers of its sender. */
export const stillMissingSchema = z.object({
  from: decimal.optional(),
  to: decimal.optional(),
  firstMissing: z.number().int().optional(),
  lastMissing: z.number().int().optional(),
  /** How many of those numbers, where the others are there. */
  count: z.number().int().optional(),
});
export type StillMissing = z.infer<typeof stillMissingSchema>;

/** A gap of one lane that the other lane fills, wholly or in part (docs/data-format.md, "Lanes"). */
export const gapFilledSchema = z.looseObject({
  kind: z.literal('gap-filled'),
  gap: z.object({ lane: laneSchema, record: z.number().int().positive() }),
  by: laneSchema,
  records: z.array(z.tuple([z.number().int(), z.number().int()])),
  count: z.number().int(),
  missing: z.array(stillMissingSchema),
});

/** Nanoseconds with a sign, decimal. */
export const signedDecimal = z.string().regex(/^-?\d{1,20}$/);

/** How the wall clock of the recording computer stood or moved (docs/data-format.md, `clock`). */
export const clockSchema = z.looseObject({
  kind: z.literal('clock'),
  event: z.enum(['start', 'periodic', 'end', 'step', 'drift']),
  reference: z.enum(['ntp', 'livekit']).optional(),
  server: z.string().optional(),
  link: z.number().int().optional(),
  offset: signedDecimal.optional(),
  uncertainty: decimal.optional(),
  roundTrip: decimal.optional(),
  stratum: z.number().int().optional(),
  measured: decimal.optional(),
  measuredMonotonic: decimal.optional(),
  change: signedDecimal.optional(),
  elapsed: decimal.optional(),
});

export const noteSchema = z.looseObject({
  kind: z.literal('note'),
  text: z.string(),
  /** Of a note that a person took; the recorder's own have none. */
  id: z.string().optional(),
  author: z.string().optional(),
  category: z.string().optional(),
  key: z.string().optional(),
  /** When the key was pressed; the record's own stamps tell when it was written. */
  pressed: decimal.optional(),
  pressedMonotonic: decimal.optional(),
  /** The `id` of an earlier note that does not hold any more. */
  withdraws: z.string().optional(),
  ping: pingMarkSchema.optional(),
});

const eventSchemas = {
  participant: participantSchema,
  track: trackSchema,
  room: roomSchema,
  session: sessionSchema,
  link: linkSchema,
  gap: gapSchema,
  clock: clockSchema,
  note: noteSchema,
} as const;

/** The same record with its members in the order of docs/data-format.md, which readers may rely on. */
export function inFormatOrder(record: EventRecord): Readonly<Record<string, unknown>> {
  const members = new Map<string, unknown>(Object.entries(record));
  const ordered = Object.keys(eventSchemas[record.kind].shape).filter((name) => members.has(name));
  return Object.fromEntries(ordered.map((name) => [name, members.get(name)]));
}

/** What a writer hands to the journal for everything that is not a packet; the journal stamps it. */
export const eventRecordSchema = z.discriminatedUnion('kind', [
  participantSchema,
  trackSchema,
  roomSchema,
  sessionSchema,
  linkSchema,
  gapSchema,
  clockSchema,
  noteSchema,
]);

const every = { ...stamp, ...crc };

/** Records of packets: each stands for one that came, but for the `end` of streams. */
export type PacketRecord = Extract<KnownRecord, { kind: PacketKind }>;
export type PacketKind =
  | 'data'
  | 'unknown'
  | 'chat'
  | 'transcription'
  | 'dtmf'
  | 'metrics'
  | 'rpc'
  | 'encrypted'
  | 'data-track'
  | 'text-stream'
  | 'byte-stream';

/** Any line of a segment whose kind this version knows. */
export const knownRecordSchema = z.discriminatedUnion('kind', [
  segmentHeaderSchema.extend(every),
  dataSchema.extend(every),
  unknownSchema.extend(every),
  chatSchema.extend(every),
  transcriptionSchema.extend(every),
  dtmfSchema.extend(every),
  metricsSchema.extend(every),
  rpcSchema.extend(every),
  encryptedSchema.extend(every),
  dataTrackSchema.extend(every),
  textStreamSchema.extend(every),
  byteStreamSchema.extend(every),
  participantSchema.extend(every),
  trackSchema.extend(every),
  roomSchema.extend(every),
  sessionSchema.extend(every),
  linkSchema.extend(every),
  gapSchema.extend(every),
  gapFilledSchema.extend(every),
  clockSchema.extend(every),
  noteSchema.extend(every),
]);
export type KnownRecord = z.infer<typeof knownRecordSchema>;

/** A line of a kind that a later version added: kept, counted, not understood. */
export const foreignRecordSchema = z.looseObject({ ...every, kind: z.string() });

const knownKinds: ReadonlySet<string> = new Set(
  knownRecordSchema.options.map((option) => option.shape.kind.value),
);

/** Whether this version knows records of that kind. */
export function isKnownKind(kind: string): kind is KnownRecord['kind'] {
  return knownKinds.has(kind);
}

/** Zod's loose objects add an index signature; writers are held to the named members only. */
type Named<T> = {
  [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K];
};

export type ParticipantRecord = Named<z.infer<typeof participantSchema>>;
export type TrackRecord = Named<z.infer<typeof trackSchema>>;
export type RoomRecord = Named<z.infer<typeof roomSchema>>;
export type SessionRecord = Named<z.infer<typeof sessionSchema>>;
export type LinkRecord = Named<z.infer<typeof linkSchema>>;
export type GapRecord = Named<z.infer<typeof gapSchema>>;
export type GapFilledRecord = Named<z.infer<typeof gapFilledSchema>>;
export type ClockRecord = Named<z.infer<typeof clockSchema>>;
export type NoteRecord = Named<z.infer<typeof noteSchema>>;
export type EventRecord =
  | ParticipantRecord
  | TrackRecord
  | RoomRecord
  | SessionRecord
  | LinkRecord
  | GapRecord
  | ClockRecord
  | NoteRecord;
