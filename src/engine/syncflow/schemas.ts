import { z } from 'zod';

/**
 * What SyncFlow answers, as far as the recorder uses it (syncflow-contract.md, HTTP endpoints). Unknown
 * members are dropped, and members that only inform may be missing: a session must not go unrecorded
 * because of its comments.
 */
const count = z.number().catch(0);
const text = z.string().catch('');

export const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable().catch(null),
  /** Where the project's rooms are, for participants. */
  livekitServerUrl: z.string(),
  bucketName: text,
  endpoint: text,
});
export type SyncflowProject = Readonly<z.infer<typeof projectSchema>>;

/** A time of a person in a room: unix nanoseconds or seconds, decimal. Text, so that no digit is lost. */
const time = z.union([z.string(), z.number().transform(String)]).nullish();

const personSchema = z.object({
  id: text,
  identity: text,
  name: text,
  joinedAt: time,
  leftAt: time,
  tracks: z
    .array(z.object({ sid: text, kind: text, source: text }))
    .optional()
    .catch(undefined),
});

/** A recording of a track (LiveKit egress) that SyncFlow itself makes. */
const egressSchema = z.object({
  egressId: z.string(),
  trackId: text,
  /** Unix nanoseconds. */
  startedAt: z.union([z.string(), z.number().transform(String)]).catch('0'),
  status: text,
  destination: z.string().nullable().catch(null),
});

export const sessionSchema = z.object({
  id: z.string(),
  name: text,
  /** Unix seconds; null when the server does not say. */
  startedAt: z.number().nullable().catch(null),
  comments: text,
  emptyTimeout: count,
  maxParticipants: count,
  livekitRoomName: z.string(),
  projectId: text,
  /** `unknown`: a status that this version does not know; neither of the others may be concluded. */
  status: z.enum(['Started', 'Stopped', 'unknown']).catch('unknown'),
  /** With the server's hidden `room_listener` and the recorder itself. Always 0 for a single session. */
  numParticipants: count,
  numRecordings: count,
  /** Only for a single session, and only when there are any. */
  participants: z.array(personSchema).optional().catch(undefined),
  recordings: z.array(egressSchema).optional().catch(undefined),
});
export type SyncflowSession = Readonly<z.infer<typeof sessionSchema>>;

/** A participant as LiveKit's protobuf JSON has it: 64-bit numbers are strings, defaults are left out. */
export const participantSchema = z.object({
  sid: text,
  identity: text,
  name: text,
  state: text,
  joinedAt: time,
});
export type SyncflowParticipant = Readonly<z.infer<typeof participantSchema>>;

export const deviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  comments: z.string().nullish().catch(null),
  registeredAt: count,
  projectId: text,
  /** The topic exchange that sessions of this project are announced on. */
  sessionNotificationExchangeName: z.string(),
  /** `{projectId}.{group}`. */
  sessionNotificationBindingKey: z.string(),
});
export type SyncflowDevice = Readonly<z.infer<typeof deviceSchema>>;

export const sessionTokenSchema = z.object({
  token: z.string().min(1),
  identity: z.string(),
  livekitServerUrl: z.string(),
});
/** Valid for 6 hours. Secret. */
export type SyncflowSessionToken = Readonly<z.infer<typeof sessionTokenSchema>>;

/** `{status, message}`; anything else is shown as it is. */
export const errorBodySchema = z.object({ message: z.string() });
