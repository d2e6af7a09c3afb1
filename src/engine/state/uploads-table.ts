import type { ErrorCode } from '../../shared/errors.ts';
import { inTransaction } from './sqlite.ts';
import { UploadQueries } from './upload-queries.ts';
import {
  newUploadSchema,
  uploadAttemptSchema,
  uploadColumns,
  uploadRowSchema,
  type DestinationKind,
  type NewUpload,
  type UploadAttempt,
  type UploadOutcome,
  type UploadRow,
  type UploadState,
} from './upload-rows.ts';

/** Lines of history kept for each upload; a bucket that is away for weeks must not fill the disk. */
const HISTORY_LIMIT = 50;

/** What a change of state writes; members that are left out keep their value. */
export interface UploadChange {
  readonly state: UploadState;
  readonly attempts?: number;
  readonly nextTryAt?: number | null;
  readonly error?: { readonly code: ErrorCode; readonly message: string } | null;
  readonly sha256?: string;
  readonly bucket?: string;
  readonly verifiedAt?: number;
  readonly resumeToken?: null;
  readonly storedKey?: string | null;
}

/** Rows and history of uploads. What follows from what is the business of uploads/ledger.ts. */
export class UploadsTable extends UploadQueries {
  insert(upload: NewUpload, now: number): UploadRow {
    const row = this.db
      .prepare(
        `INSERT INTO uploads (recording_id, session_id, project_id, destination, folder, file, role,
           object_key, bucket, size, sha256, state, priority, attempts, created_at, updated_at)
         VALUES (:recordingId, :sessionId, :projectId, :destination, :folder, :file, :role,
           :objectKey, :bucket, :size, :sha256, 'waiting', :priority, 0, :now, :now)
         RETURNING ${uploadColumns}`,
      )
      .get({ ...newUploadSchema.parse(upload), now });
    return uploadRowSchema.parse(row);
  }

  /**
   * The file was written anew since it was queued: what to send, and where to, is replaced. The resume
   * token stays: from it the destination knows what it has to clear away.
   */
  replaceFile(id: number, upload: NewUpload, now: number): void {
    const { size, sha256, objectKey, bucket, folder } = newUploadSchema.parse(upload);
    inTransaction(this.db, () => {
      this.db
        .prepare(
          `UPDATE uploads SET size = :size, sha256 = :sha256, object_key = :objectKey,
             bucket = :bucket, folder = :folder, state = 'waiting', attempts = 0,
             next_try_at = NULL, verified_at = NULL, stored_key = NULL, error_code = NULL, error_message = NULL,
             updated_at = :now WHERE id = :id`,
        )
        .run({ id, size, sha256, objectKey, bucket, folder, now });
      this.#note(id, now, 'changed', null);
    });
  }

  /** Makes the waiting rows for a destination due whose last failure was one of `codes`. */
  hasten(
    { projectId, destination }: { projectId: string; destination: DestinationKind },
    codes: readonly ErrorCode[],
    now: number,
  ): void {
    this.db
      .prepare(
        `UPDATE uploads SET next_try_at = NULL, updated_at = ? WHERE project_id = ?
         AND destination = ? AND state = 'waiting' AND next_try_at IS NOT NULL
         AND error_code IN (SELECT value FROM json_each(?))`,
      )
      .run(now, projectId, destination, JSON.stringify(codes));
  }

  /** Puts rows that wait before all others, in the order of their turn. Returns how many. */
  sendFirst(ids: readonly number[], now: number): number {
    return inTransaction(this.db, () => {
      const changed = this.db
        .prepare(
          `UPDATE uploads SET updated_at = :now, priority = 10 +
             (SELECT max(priority) FROM uploads WHERE state IN ('waiting', 'uploading'))
           WHERE state = 'waiting' AND id IN (SELECT value FROM json_each(:ids)) RETURNING id`,
        )
        .all({ now, ids: JSON.stringify(ids) });
      for (const id of ids) {
        if (this.get(id)?.state === 'waiting') this.#note(id, now, 'sent-first', null);
      }
      return changed.length;
    });
  }

  /** Keeps the hash once it is known, unless the file was replaced meanwhile. */
  saveHash(id: number, size: number, sha256: string): void {
    this.db
      .prepare('UPDATE uploads SET sha256 = ? WHERE id = ? AND size = ? AND sha256 IS NULL')
      .run(sha256, id, size);
  }

  /**
   * Changes a row only if it is still in one of the states `from`; another process may have cancelled
   * or retried it meanwhile. Writes a line of history with `outcome`. False: it was in another state.
   */
  change(
    id: number,
    from: readonly UploadState[],
    change: UploadChange,
    outcome: UploadOutcome | null,
    now: number,
  ): boolean {
    return inTransaction(this.db, () => {
      const before = this.get(id);
      if (before === null || !from.includes(before.state)) return false;
      const error =
        change.error === undefined
          ? { code: before.errorCode, message: before.errorMessage }
          : (change.error ?? { code: null, message: null });
      this.db
        .prepare(
          `UPDATE uploads SET state = :state, attempts = :attempts, next_try_at = :nextTryAt,
             error_code = :code, error_message = :message, sha256 = :sha256, bucket = :bucket,
             verified_at = :verifiedAt, resume_token = :resumeToken, stored_key = :storedKey,
             updated_at = :now WHERE id = :id`,
        )
        .run({
          id,
          state: change.state,
          attempts: change.attempts ?? before.attempts,
          nextTryAt: change.nextTryAt === undefined ? before.nextTryAt : change.nextTryAt,
          code: error.code,
          message: error.message,
          sha256: change.sha256 ?? before.sha256,
          bucket: change.bucket ?? before.bucket,
          verifiedAt: change.verifiedAt ?? before.verifiedAt,
          resumeToken: change.resumeToken === undefined ? before.resumeToken : change.resumeToken,
          storedKey: change.storedKey === undefined ? before.storedKey : change.storedKey,
          now,
        });
      if (outcome !== null) this.#note(id, now, outcome, change.error ?? null);
      return true;
    });
  }

  /** Oldest first; at most the last 50. */
  history(id: number): UploadAttempt[] {
    return this.db
      .prepare(
        `SELECT upload_id AS uploadId, at, outcome, code, message FROM upload_attempts
         WHERE upload_id = ? ORDER BY id`,
      )
      .all(id)
      .map((row) => uploadAttemptSchema.parse(row));
  }

  /** All given changes are one commit. */
  together<T>(work: () => T): T {
    return inTransaction(this.db, work);
  }

  #note(
    id: number,
    at: number,
    outcome: UploadOutcome,
    error: { readonly code: ErrorCode; readonly message: string } | null,
  ): void {
    this.db
      .prepare(
        'INSERT INTO upload_attempts (upload_id, at, outcome, code, message) VALUES (?, ?, ?, ?, ?)',
      )
      .run(id, at, outcome, error?.code ?? null, error?.message ?? null);
    this.db
      .prepare(
        `DELETE FROM upload_attempts WHERE upload_id = ?1 AND id NOT IN
           (SELECT id FROM upload_attempts WHERE upload_id = ?1 ORDER BY id DESC LIMIT ?2)`,
      )
      .run(id, HISTORY_LIMIT);
  }
}
