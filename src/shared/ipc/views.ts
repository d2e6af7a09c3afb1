/**
 * What the window may see. Schemas, because every answer and every event is checked on its way out:
 * members that are not named here never reach the window, whatever the recorder holds.
 * Times are unix milliseconds, sizes bytes.
 */
import { z } from 'zod';
import { diskViewSchema } from '../disk-view.ts';
import { errorCatalogue, type ErrorCode, type ErrorView } from '../errors.ts';
import { laneSchema } from '../records.ts';

const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

export const errorViewSchema: z.ZodType<ErrorView> = z.object({
  code: z.enum(codes),
  message: z.string(),
  blame: z.enum([
    'configuration',
    'credentials',
    'network',
    'syncflow',
    'broker',
    'livekit',
    'storage',
    'disk',
    'recorder',
  ]),
  retryable: z.boolean(),
  fix: z.string(),
  sessionId: z.string().exactOptional(),
  dataSafety: z.string().exactOptional(),
});

export const serviceViewSchema = z.object({
  state: z.enum(['unknown', 'ok', 'trouble']),
  error: errorViewSchema.nullable(),
  lastOkAt: z.number().nullable(),
});
export type WindowService = z.infer<typeof serviceViewSchema>;

export const deviceSchema = z.object({
  identity: z.string(),
  sid: z.string(),
  name: z.string(),
  packets: z.number(),
  lastMessageAt: z.number().nullable(),
});
export type WindowDevice = z.infer<typeof deviceSchema>;

/** The traffic of one session. `written` and `synced` are record numbers of the journal. */
export const trafficSchema = z.object({
  messages: z.number(),
  bytes: z.number(),
  written: z.number(),
  synced: z.number(),
  lost: z.number(),
  duplicates: z.number(),
  links: z.number(),
  lastWriteAt: z.number().nullable(),
  journalError: errorViewSchema.nullable(),
  messagesPerSecond: z.number(),
  /** Those with the newest messages first; at most 100, `deviceCount` counts all. */
  devices: z.array(deviceSchema),
  deviceCount: z.number(),
});
export type WindowTraffic = z.infer<typeof trafficSchema>;

export const sessionPhases = [
  'waiting',
  'connecting',
  'checking',
  'recording',
  'interrupted',
  'closing',
  'finalising',
  'stopped',
  'ghost',
  'ended',
] as const;

export const windowSessionSchema = z.object({
  sessionId: z.string(),
  projectId: z.string().nullable(),
  name: z.string(),
  roomName: z.string(),
  phase: z.enum(sessionPhases),
  since: z.number(),
  recordingId: z.string().nullable(),
  error: errorViewSchema.nullable(),
  /** What is wrong although it is being recorded: one of two recorders is down. */
  warning: errorViewSchema.nullable(),
  /** The lane that traffic and feed come from. */
  lane: laneSchema,
  traffic: trafficSchema.nullable(),
});
export type WindowSession = z.infer<typeof windowSessionSchema>;

export const windowProjectSchema = z.object({
  projectId: z.string(),
  kind: z.enum(['syncflow', 'livekit']),
  name: z.string(),
  api: serviceViewSchema,
  /** Null: nothing is announced in this kind of project. */
  broker: serviceViewSchema.nullable(),
  /** Announcements that could not be read; they are kept in the dead-letter folder. */
  unreadable: z.object({
    count: z.number(),
    lastAt: z.number().nullable(),
    reason: z.string().nullable(),
  }),
  /** In words, when sessions may be missed by the way in which they are chosen. */
  canMiss: z.string().nullable(),
});
export type WindowProject = z.infer<typeof windowProjectSchema>;

export const uploadCountsSchema = z.object({
  waiting: z.number(),
  uploading: z.number(),
  verified: z.number(),
  failed: z.number(),
  cancelled: z.number(),
});

export const uploadingViewSchema = z.object({
  /** Since when it is paused, by order; null: it is not. */
  pausedAt: z.number().nullable(),
  /** Bytes a second over everything; null: no limit. */
  limitBytesPerSecond: z.number().nullable(),
  /** Whether that limit was ordered; false: it is that of the settings. */
  limitIsOrdered: z.boolean(),
  /** Bytes a second to which it is slowed so that messages are written in time; null: it is not. */
  slowedTo: z.number().nullable(),
  openBytes: z.number(),
});

export const fetchViewSchema = z.object({
  recordingId: z.string(),
  bytes: z.number(),
  total: z.number().nullable(),
  error: errorViewSchema.nullable(),
});

/** Where the recorder in this app stands as a whole. */
export const engineStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('not-set-up') }),
  /** Set up, but secrets were kept in memory only and the app was started anew. */
  z.object({ state: z.literal('secrets-missing'), projectIds: z.array(z.string()) }),
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('running') }),
  z.object({ state: z.literal('stopping') }),
  z.object({ state: z.literal('failed'), error: errorViewSchema }),
]);
export type EngineState = z.infer<typeof engineStateSchema>;

export const windowSnapshotSchema = z.object({
  at: z.number(),
  engine: engineStateSchema,
  projects: z.array(windowProjectSchema),
  sessions: z.array(windowSessionSchema),
  uploads: uploadCountsSchema,
  uploading: uploadingViewSchema,
  /** Recordings on their way back; at most 100. */
  fetches: z.array(fetchViewSchema),
  capture: z.object({ pid: z.number().nullable(), restarts: z.number(), queueBytes: z.number() }),
  disk: diskViewSchema.nullable(),
  /** Hosts that may be reached without encryption: shown, since everybody on the network can listen. */
  plainHosts: z.array(z.string()),
});
export type WindowSnapshot = z.infer<typeof windowSnapshotSchema>;
