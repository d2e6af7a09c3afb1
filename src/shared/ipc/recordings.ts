/** Uploads, recordings and single messages, as the window sees them. */
import { z } from 'zod';
import { uploadCountsSchema } from './views.ts';

export const uploadStates = ['waiting', 'uploading', 'verified', 'failed', 'cancelled'] as const;

export const windowUploadSchema = z.object({
  id: z.number(),
  recordingId: z.string(),
  sessionId: z.string().nullable(),
  /** Name of the session, or of its room; empty when neither is known any more. */
  sessionName: z.string(),
  projectId: z.string(),
  file: z.string(),
  role: z.enum(['segment', 'stream', 'set-aside', 'manifest']),
  objectKey: z.string(),
  /** Another object had that name, so that the file is stored under this one; null: it is not so. */
  storedKey: z.string().nullable(),
  destinationKind: z.enum(['s3', 'folder']),
  /** Null: no destination is set up for the project. */
  destination: z.string().nullable(),
  state: z.enum(uploadStates),
  size: z.number(),
  bytesSent: z.number(),
  attempts: z.number(),
  /** Why it is not verified, and what to do; null when nothing has failed. */
  reason: z.string().nullable(),
  fix: z.string().nullable(),
  nextTryAt: z.number().nullable(),
  verifiedAt: z.number().nullable(),
});
export type WindowUpload = z.infer<typeof windowUploadSchema>;

/** open: everything that is not verified yet. */
export const uploadQuerySchema = z.object({
  filter: z.enum(['open', 'failed', 'verified', 'all']),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(200),
  /** Only those of one recording; null: of all. */
  recordingId: z.string().nullable(),
});
export type UploadQuery = z.infer<typeof uploadQuerySchema>;

/** Which uploads an order is about. all: everything that failed or waits for its next try. */
export const uploadSelectionSchema = z.union([
  z.array(z.number().int()).min(1).max(10_000),
  z.object({ recordingId: z.string().min(1).max(200) }),
  z.literal('all'),
]);
export type UploadSelectionForm = z.infer<typeof uploadSelectionSchema>;

/** A line of an upload's history. */
export const uploadEventSchema = z.object({
  at: z.number(),
  outcome: z.string(),
  message: z.string().nullable(),
});

export const uploadPageSchema = z.object({
  total: z.number(),
  counts: uploadCountsSchema,
  rows: z.array(windowUploadSchema),
});
export type UploadPage = z.infer<typeof uploadPageSchema>;

export const recordingStatuses = [
  'recording',
  'complete',
  'complete-but',
  'not-provable',
  'damaged',
] as const;

/** How the files of one recording stand; a file counts as that of its destinations that needs most. */
export const windowUploadSummarySchema = z.object({
  files: z.number().int(),
  verified: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  /** Stored under another name than their own. */
  renamed: z.number().int(),
});
export type WindowUploadSummary = z.infer<typeof windowUploadSummarySchema>;

export const windowRecordingSchema = z.object({
  recordingId: z.string(),
  folder: z.string(),
  /** False: its local data was deleted; it lies in its destinations only. */
  isLocal: z.boolean(),
  status: z.enum(recordingStatuses),
  projectName: z.string(),
  sessionName: z.string(),
  roomName: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  messages: z.number(),
  bytes: z.number(),
  records: z.number(),
  duplicates: z.number(),
  /** Each gap in one sentence. */
  gaps: z.array(z.string()),
  participants: z.array(
    z.object({
      name: z.string(),
      messages: z.number(),
      bytes: z.number(),
      lastSequence: z.number().nullable(),
      unsequenced: z.number(),
    }),
  ),
  /** At most 1,000, and the kinds of records. */
  topics: z.array(z.string()),
  kinds: z.array(z.string()),
  /** SyncFlow's own recordings of sound and picture whose beginning is known. */
  videos: z.number().int(),
  files: z.array(
    z.object({
      path: z.string(),
      size: z.number(),
      /** Null for the manifest, which cannot name its own. */
      sha256: z.string().nullable(),
      /** Null when it is not in the ledger of uploads. */
      upload: z.enum(uploadStates).nullable(),
      /** What it is called where another object has its name; null: by its own name. */
      storedAs: z.string().nullable(),
    }),
  ),
  cannotSee: z.array(z.string()),
});
export type WindowRecording = z.infer<typeof windowRecordingSchema>;

export const verificationViewSchema = z.object({
  recordingId: z.string(),
  status: z.enum(recordingStatuses),
  problems: z.array(z.string()),
  gaps: z.array(z.string()),
  messages: z.number().nullable(),
  checkedAt: z.number(),
});
export type WindowVerification = z.infer<typeof verificationViewSchema>;

/** One message in full, read back from the journal. Exactly one of text and base64 is not null. */
export const fullMessageSchema = z.object({
  record: z.number(),
  arrival: z.string(),
  kind: z.string(),
  identity: z.string().nullable(),
  sid: z.string().nullable(),
  sequence: z.number().nullable(),
  topic: z.string().nullable(),
  reliable: z.boolean().nullable(),
  size: z.number(),
  text: z.string().nullable(),
  base64: z.string().nullable(),
  /** True: only the first part is here, `size` is the size of the whole. */
  clipped: z.boolean(),
});
export type FullMessage = z.infer<typeof fullMessageSchema>;
