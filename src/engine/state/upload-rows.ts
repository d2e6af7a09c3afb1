import { z } from 'zod';
import { isErrorCode, type ErrorCode } from '../../shared/errors.ts';

export const uploadStateSchema = z.enum([
  'waiting',
  'uploading',
  'verified',
  'failed',
  'cancelled',
]);
/** waiting: not sent, or to be sent again at `nextTryAt`. failed: needs a person. */
export type UploadState = z.infer<typeof uploadStateSchema>;

export const uploadRoleSchema = z.enum(['segment', 'stream', 'set-aside', 'manifest']);
export type UploadRole = z.infer<typeof uploadRoleSchema>;

export const destinationKindSchema = z.enum(['s3', 'folder']);
/** Which of a project's destinations: its bucket, or its folder. */
export type DestinationKind = z.infer<typeof destinationKindSchema>;

/** One destination of one project, as the ledger looks for its rows. */
export function placeName(projectId: string, destination: DestinationKind): string {
  return `${destination} ${projectId}`;
}

/** A path that cannot leave the recording's folder: relative, `/` between parts, no `.` and `..`. */
export const relativeFileSchema = z
  .string()
  .min(1)
  .refine(
    (file) =>
      !file.includes('\0') &&
      !file.includes('\\') &&
      file.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'not a relative path inside the recording',
  );

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** A file to be uploaded. `sha256` null: it is computed before the file is sent. `size` in bytes. */
export const newUploadSchema = z.object({
  recordingId: z.string().min(1),
  sessionId: z.string().nullable(),
  projectId: z.string().min(1),
  destination: destinationKindSchema,
  folder: z.string().min(1),
  file: relativeFileSchema,
  role: uploadRoleSchema,
  objectKey: z.string().min(1),
  bucket: z.string(),
  size: z.number().int().nonnegative(),
  sha256: sha256Schema.nullable(),
  /** Rows with a higher one go first; `sendFirst` gives one that is higher than all. */
  priority: z.number().int().default(0),
});
export type NewUpload = Readonly<z.input<typeof newUploadSchema>>;

const errorCode = z
  .string()
  .transform((code): ErrorCode => (isErrorCode(code) ? code : 'internal'))
  .nullable();

export const uploadRowSchema = newUploadSchema.extend({
  priority: z.number().int(),
  id: z.number().int(),
  state: uploadStateSchema,
  attempts: z.number().int(),
  nextTryAt: z.number().nullable(),
  errorCode,
  errorMessage: z.string().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
  verifiedAt: z.number().nullable(),
  resumeToken: z.string().nullable(),
  storedKey: z.string().nullable(),
});

/**
 * One file of one recording on its way to the bucket. `attempts` counts finished tries since the last
 * retry by hand; times are unix milliseconds; `error…` is the last failure, kept until verified.
 * `resumeToken` is the destination's own note of a transfer that can go on. `storedKey`: another object
 * had the name `objectKey`, so that the file is stored under this one; null: it is not so.
 */
export type UploadRow = Readonly<z.infer<typeof uploadRowSchema>>;

export const uploadOutcomeSchema = z.enum([
  'verified',
  'will-retry',
  'failed',
  'interrupted',
  'cancelled',
  'retried-by-hand',
  'changed',
  'sent-first',
]);
export type UploadOutcome = z.infer<typeof uploadOutcomeSchema>;

export const uploadAttemptSchema = z.object({
  uploadId: z.number().int(),
  at: z.number(),
  outcome: uploadOutcomeSchema,
  code: errorCode,
  message: z.string().nullable(),
});
/** A line of an upload's history. */
export type UploadAttempt = Readonly<z.infer<typeof uploadAttemptSchema>>;

export const uploadColumns = `id, recording_id AS recordingId, session_id AS sessionId,
  project_id AS projectId, destination, folder, file, role, object_key AS objectKey, bucket, size, sha256, state,
  priority, attempts, next_try_at AS nextTryAt, error_code AS errorCode, error_message AS errorMessage,
  created_at AS createdAt, updated_at AS updatedAt, verified_at AS verifiedAt,
  resume_token AS resumeToken, stored_key AS storedKey`;
