/**
 * What crosses between the recorder (parent) and its capture child. Plain JSON values only, so that
 * child_process.fork and Electron's utilityProcess carry it alike; both ends check what they get.
 */
import { z } from 'zod';
import { feedRowSchema } from './feed-row.ts';
import { decimal, gapSchema, gapSenderSchema, laneSchema, noteSchema } from './records.ts';

const recordingId = z.string().min(1);

export const journalSettingsSchema = z.object({
  /** Size of the ring between reception and the journal thread, in bytes; a power of two. */
  ringBytes: z.number().int().positive(),
  /** Bytes that may wait in memory beyond the ring before packets are dropped and declared. */
  spillBytes: z.number().int().nonnegative(),
  syncIntervalMs: z.number().int().positive(),
  syncBytes: z.number().int().positive(),
  segmentBytes: z.number().int().positive(),
  segmentMs: z.number().int().positive(),
  /** Bytes of the disk that recordings leave free, for closing files; 0: none. */
  reserveBytes: z.number().int().nonnegative(),
  /** Bytes that the contents of streams leave free on the disk, for everything else. */
  streamReserveBytes: z.number().int().nonnegative(),
});
export type JournalSettings = z.infer<typeof journalSettingsSchema>;

export const defaultJournalSettings: JournalSettings = {
  ringBytes: 16 * 1024 * 1024,
  spillBytes: 64 * 1024 * 1024,
  syncIntervalMs: 500,
  syncBytes: 1024 * 1024,
  segmentBytes: 64 * 1024 * 1024,
  segmentMs: 10 * 60_000,
  reserveBytes: 50_000_000,
  streamReserveBytes: 1_000_000_000,
};

export const clockSettingsSchema = z.object({
  /** Time servers to compare with: `off`, `auto` (those of this computer), or `host:port`, with commas. */
  ntp: z.string(),
  /** How often the clock is compared while something is being recorded. */
  intervalMs: z.number().int().min(1000),
});
export type ClockSettings = z.infer<typeof clockSettingsSchema>;

export const defaultClockSettings: ClockSettings = { ntp: 'auto', intervalMs: 5 * 60_000 };

export const resumePointSchema = z.object({
  lastArrival: decimal,
  lastLink: z.number().int().nonnegative(),
  senders: z.array(gapSenderSchema),
});

/**
 * A way from the recorder into a room: our own client over UDP, our own client through a TCP bridge, or
 * `@livekit/rtc-node` (docs/capture.md).
 */
export const routeSchema = z.enum(['udp', 'tcp-bridge', 'rtc-node']);
export type Route = z.infer<typeof routeSchema>;
/** In the order in which they are tried. */
export const routesSchema = z.array(routeSchema).min(1);

/** The setting `capture`: which implementation may record. */
export const captureChoiceSchema = z.enum(['auto', 'wire', 'rtc-node']);
export type CaptureChoice = z.infer<typeof captureChoiceSchema>;

export const routesOf: Readonly<Record<CaptureChoice, readonly Route[]>> = {
  auto: ['udp', 'tcp-bridge', 'rtc-node'],
  wire: ['udp', 'tcp-bridge'],
  'rtc-node': ['rtc-node'],
};

/** Where the next segment of a recording begins, and how many messages stand before it; absent: none. */
export const journalPositionSchema = z.object({
  nextRecord: z.number().int().positive(),
  nextSegment: z.number().int().positive(),
  messages: z.number().int().nonnegative().optional(),
});
export type JournalPosition = z.infer<typeof journalPositionSchema>;

export const sessionFactsSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Unix seconds; null when only an announcement is known. */
  startedAt: z.number().nullable(),
  comments: z.string(),
  /** What names a room's session: `session_id` in its metadata (SyncFlow), or its own SID. */
  knownBy: z.enum(['metadata', 'room-sid']),
});
export type SessionFacts = z.infer<typeof sessionFactsSchema>;

export const startRoomSchema = z.object({
  type: z.literal('start-room'),
  recordingId,
  /** Where the segments of this lane go; it has a lock of its own. */
  folder: z.string(),
  /** Absent: lane a. */
  lane: laneSchema.optional(),
  roomName: z.string(),
  /** What SyncFlow says of the session; null for a bare LiveKit room. */
  session: sessionFactsSchema.nullable(),
  position: journalPositionSchema,
  resume: resumePointSchema.nullable(),
  plainHosts: z.array(z.string()),
  /** The rule for counters in payloads (counter-rule.ts); absent: none. */
  counter: z.string().optional(),
  /** Instead of those that `configure` named. */
  routes: routesSchema.optional(),
});
export type StartRoom = z.infer<typeof startRoomSchema>;

export const toCaptureSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('configure'),
    journal: journalSettingsSchema,
    clock: clockSettingsSchema,
    software: z.string(),
    routes: routesSchema,
    /** How often `counters` are told, in milliseconds. */
    countersMs: z.number().int().positive(),
  }),
  startRoomSchema,
  z.object({
    type: z.literal('grant'),
    requestId: z.number().int(),
    grant: z.object({ url: z.string(), token: z.string(), identity: z.string() }).nullable(),
    /** Set when there is no grant. */
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
  /** Leave the room, drain, close the journal. Answered by `room-closed`. */
  z.object({
    type: z.literal('stop-room'),
    recordingId,
    /** A `session` record that closes the journal, when SyncFlow said that the session is over. */
    sessionStopped: z.string().nullable(),
  }),
  /** A new link for each room, beside its old one. */
  z.object({ type: z.literal('renew-links'), reason: z.string() }),
  /** A word of the recorder's own for the journal of a room. */
  z.object({ type: z.literal('note'), recordingId, note: noteSchema }),
  /** Whose messages to send to the window, or null for none. */
  z.object({ type: z.literal('watch'), recordingId: recordingId.nullable() }),
  /** Stop all rooms, then exit. */
  z.object({ type: z.literal('shutdown') }),
]);
export type ToCapture = z.infer<typeof toCaptureSchema>;

export const captureErrorSchema = z.object({ code: z.string(), message: z.string() });

export const roomStateSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('connecting'),
    attempt: z.number().int(),
    error: captureErrorSchema.nullable(),
  }),
  z.object({ state: z.literal('checking') }),
  z.object({
    state: z.literal('recording'),
    roomSid: z.string(),
    metadata: z.string(),
    route: routeSchema,
  }),
  z.object({ state: z.literal('ghost'), foundSessionId: z.string().nullable() }),
  z.object({
    state: z.literal('ended'),
    reason: z.enum(['room-deleted', 'room-closed', 'removed']),
  }),
  z.object({ state: z.literal('stopped') }),
]);
export type RoomStateMessage = z.infer<typeof roomStateSchema>;

export const roomParticipantSchema = z.object({
  identity: z.string(),
  sid: z.string(),
  name: z.string(),
  packets: z.number().int(),
  lastArrival: decimal.nullable(),
});

/** The disk side of one room. Record numbers, so that "written" and "synced" can be compared. */
export const journalCountersSchema = z.object({
  written: z.number().int(),
  synced: z.number().int(),
  messages: z.number().int(),
  bytes: z.number().int(),
  /** Wall clock (ms) of the last successful write; null before the first. */
  lastWriteAt: z.number().nullable(),
  lost: z.number().int(),
  error: captureErrorSchema.nullable(),
});
export type JournalCounters = z.infer<typeof journalCountersSchema>;

export const roomCountersSchema = z.object({
  recordingId,
  packets: z.number().int(),
  duplicates: z.number().int(),
  links: z.number().int(),
  participants: z.array(roomParticipantSchema),
  journal: journalCountersSchema,
});
export type RoomCounters = z.infer<typeof roomCountersSchema>;

/** Percentiles in microseconds since the child started. */
export const latencySchema = z.object({
  count: z.number().int(),
  p50: z.number(),
  p99: z.number(),
  max: z.number(),
});
export type Latency = z.infer<typeof latencySchema>;

/** The journal of one capture child, over all its rooms. */
export const journalMetricsSchema = z.object({
  /** Between reception and the journal thread: now, at most so far, and what fits before packets are lost. */
  queueBytes: z.number().int(),
  queuePeakBytes: z.number().int(),
  queueLimitBytes: z.number().int(),
  /** Written and not yet synced. */
  unsyncedBytes: z.number().int(),
  /** From arrival to written, from arrival to synced, and how long the syncs themselves took. */
  written: latencySchema,
  /** Messages that were written more than 10 ms after they arrived, since the child started. */
  late: z.number().int(),
  synced: latencySchema,
  syncs: latencySchema,
});
export type JournalMetrics = z.infer<typeof journalMetricsSchema>;

export const captureCountersSchema = journalMetricsSchema.extend({
  type: z.literal('counters'),
  rooms: z.array(roomCountersSchema),
  cpuMicros: z.number(),
  rssBytes: z.number(),
});
export type CaptureCounters = z.infer<typeof captureCountersSchema>;

export const closedSegmentSchema = z.object({
  type: z.literal('segment-closed'),
  recordingId,
  file: z.string(),
  size: z.number().int(),
  firstRecord: z.number().int(),
  lastRecord: z.number().int(),
});

export const fromCaptureSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), pid: z.number().int() }),
  z.object({ type: z.literal('need-grant'), requestId: z.number().int(), recordingId }),
  z.object({ type: z.literal('room-state'), recordingId, state: roomStateSchema }),
  /** The journal of this room is closed and synced; nothing of it is open any more. */
  z.object({
    type: z.literal('room-closed'),
    recordingId,
    error: captureErrorSchema.nullable(),
    /** What is missing and could not be declared in the journal, because the disk refused. */
    gap: gapSchema.optional(),
  }),
  closedSegmentSchema,
  captureCountersSchema,
  z.object({
    type: z.literal('feed'),
    recordingId,
    rows: z.array(feedRowSchema),
    /** Rows that were left out since the last batch because there were too many. */
    skipped: z.number().int(),
  }),
  z.object({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    event: z.string(),
    fields: z.record(z.string(), z.unknown()),
  }),
]);
export type FromCapture = z.infer<typeof fromCaptureSchema>;
