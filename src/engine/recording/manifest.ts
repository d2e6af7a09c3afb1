/** The manifest of a recording: schema (docs/data-format.md), and how it is written and read. */
import { readFile } from 'node:fs/promises';
import { hostname, platform } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';
import { FORMAT_NAME, FORMAT_VERSION, MANIFEST_FILE } from '../../shared/layout.ts';
import { decimal, gapSchema, laneSchema } from '../../shared/records.ts';
import { clockSummarySchema } from '../clock/clock-summary.ts';
import { writeDurably } from './durable-write.ts';

export const recordingStatusSchema = z.enum([
  'recording',
  'complete',
  'complete-but',
  'not-provable',
  'damaged',
]);
export type RecordingStatus = z.infer<typeof recordingStatusSchema>;

export const endReasonSchema = z.enum([
  'session-stopped',
  'room-deleted',
  'room-closed',
  'stopped-by-hand',
  'stale',
]);
export type EndReason = z.infer<typeof endReasonSchema>;

export const manifestParticipantSchema = z.object({
  identity: z.string().nullable(),
  sid: z.string().nullable(),
  name: z.string(),
  messages: z.number().int(),
  bytes: z.number().int(),
  firstSequence: z.number().int().nullable(),
  lastSequence: z.number().int().nullable(),
  unsequenced: z.number().int(),
});
export type ManifestParticipant = z.infer<typeof manifestParticipantSchema>;

export const manifestFileSchema = z.object({
  path: z.string(),
  role: z.enum(['segment', 'stream', 'set-aside']),
  size: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  records: z.number().int().nullable(),
  firstRecord: z.number().int().nullable(),
  lastRecord: z.number().int().nullable(),
  firstArrival: decimal.nullable(),
  lastArrival: decimal.nullable(),
  /** When it is not lane a. */
  lane: laneSchema.optional(),
});
export type ManifestFile = z.infer<typeof manifestFileSchema>;

/** One of the two recorders of a redundant recording. */
export const manifestLaneSchema = z.object({
  lane: laneSchema,
  records: z.number().int(),
  messages: z.number().int(),
  /** Packets that the other lane has and this one has not. */
  missed: z.number().int(),
});
export type ManifestLane = z.infer<typeof manifestLaneSchema>;

/** Counts by name. Unlike `z.record` it keeps a topic of the name `__proto__`, which JSON can hold. */
const tallySchema = z.custom<Record<string, number>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(Number.isInteger),
);

export const countsSchema = z.object({
  records: z.number().int(),
  messages: z.number().int(),
  bytes: z.number().int(),
  duplicates: z.number().int(),
  corrupt: z.number().int(),
  byKind: z.record(z.string(), z.number().int()),
  byTopic: tallySchema,
});
export type Counts = z.infer<typeof countsSchema>;

/** One of SyncFlow's own recordings of sound or picture, so that data can be laid over it. */
export const videoRecordingSchema = z.object({
  egressId: z.string(),
  trackId: z.string(),
  /** When it began, by the clock of the LiveKit server: unix nanoseconds. */
  startedAt: decimal,
  /** LiveKit's word, `EGRESS_COMPLETE` and so on. */
  status: z.string(),
  /** Object key of the file, where it is known. */
  destination: z.string().nullable(),
  /** Whose track it is and of which kind, where that is known. */
  identity: z.string().nullable(),
  track: z.string().nullable(),
});
export type VideoRecording = z.infer<typeof videoRecordingSchema>;

export const manifestSchema = z.object({
  format: z.literal(FORMAT_NAME),
  version: z.number().int().min(1).max(FORMAT_VERSION),
  recordingId: z.string(),
  status: recordingStatusSchema,
  software: z.object({ name: z.string(), version: z.string() }),
  computer: z.object({ hostname: z.string(), platform: z.string() }),
  project: z.object({ id: z.string(), name: z.string() }).nullable(),
  session: z
    .object({
      id: z.string(),
      name: z.string(),
      startedAt: z.number().nullable(),
      comments: z.string(),
    })
    .nullable(),
  room: z.object({
    name: z.string(),
    sid: z.string().nullable(),
    metadata: z.string().nullable(),
  }),
  livekitUrl: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  endReason: endReasonSchema.nullable(),
  participants: z.array(manifestParticipantSchema),
  files: z.array(manifestFileSchema),
  counts: countsSchema,
  gaps: z.array(gapSchema),
  /** Where two recorders were wanted. */
  lanes: z.array(manifestLaneSchema).optional(),
  // Both came later: manifests of earlier versions lack them.
  clock: clockSummarySchema.nullable().default(null),
  videoRecordings: z.array(videoRecordingSchema).nullable().default(null),
  cannotSee: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What no recorder of this kind can see (livekit-wire.md §4); stands in every manifest. */
export const CANNOT_SEE: readonly string[] = [
  'Packets and streams addressed to other participants only: the server does not forward them to a recorder.',
  'Remote procedure calls between others: requests, acknowledgements and responses are addressed to one participant.',
  'Metrics of participants: the server keeps them to itself.',
  'Transcriptions, unless an agent sent them: the server forwards those of agents only.',
  'What other servers and agents do with the room outside its data channels, and sound and pictures.',
  'Lossy packets and packets of data tracks that the network dropped on their way to the server or from it.',
  'Packets that the server itself dropped: those it could not read, those of a number it had seen already, and those larger than it forwards.',
  'Data tracks while the connection is of the older kind (v0) and the server offers none over it.',
  'What encrypted packets say: they are kept sealed, and can be opened later with the key of the room.',
];

export const emptyCounts: Counts = {
  records: 0,
  messages: 0,
  bytes: 0,
  duplicates: 0,
  corrupt: 0,
  byKind: {},
  byTopic: {},
};

/** What is known of a recording when it begins. */
export interface FirstFacts {
  readonly recordingId: string;
  readonly software: Manifest['software'];
  readonly project: Manifest['project'];
  readonly session: Manifest['session'];
  readonly roomName: string;
  readonly livekitUrl: string | null;
  readonly startedAt: Date;
  /** What it cannot show, beyond what no recording can. */
  readonly cannotSee?: readonly string[] | undefined;
}

/** The manifest of a recording that has just begun, on this computer. */
export function firstManifest(facts: FirstFacts): Manifest {
  const { recordingId, software, project, session, roomName, livekitUrl, startedAt } = facts;
  return {
    format: FORMAT_NAME,
    version: FORMAT_VERSION,
    recordingId,
    status: 'recording',
    software,
    computer: { hostname: hostname(), platform: platform() },
    project,
    session,
    room: { name: roomName, sid: null, metadata: null },
    livekitUrl,
    startedAt: startedAt.toISOString(),
    endedAt: null,
    endReason: null,
    participants: [],
    files: [],
    counts: emptyCounts,
    gaps: [],
    clock: null,
    videoRecordings: null,
    cannotSee: [...CANNOT_SEE, ...(facts.cannotSee ?? [])],
  };
}

/** Replaces the manifest atomically; after it returned, the new one is durable. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeDurably(join(folder, MANIFEST_FILE), text, 0o600);
}

/** Throws `recording-damaged` when there is none, or when it is not a manifest that we understand. */
export async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
  } catch (cause) {
    throw new RecorderError('recording-damaged', `${folder} has no readable manifest`, { cause });
  }
  return parseManifest(text, folder);
}

/** @param where What it is the manifest of, for the message. Throws `recording-damaged`. */
export function parseManifest(text: string, where: string): Manifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new RecorderError('recording-damaged', `${where} has no readable manifest`, { cause });
  }
  const result = manifestSchema.safeParse(parsed);
  if (result.success) return result.data;
  const at = result.error.issues[0]?.path.join('.') ?? '';
  throw new RecorderError(
    'recording-damaged',
    `the manifest of ${where} is not one of format version ${FORMAT_VERSION} (at "${at}")`,
    { cause: result.error },
  );
}
