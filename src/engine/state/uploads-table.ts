import type { ErrorCode } from '../../shared/errors.ts';
import { inRepeatableTransaction, inTransaction, prepared } from './sqlite.ts';
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

/** What is kept of a file that was read back. */
export interface UploadProof {
  readonly attempts: number;
  readonly sha256: string;
  readonly bucket: string;
  /** The key that it is stored under when that is not its own. */
  readonly storedKey: string | null;
}

/** Rows and history of uploads. What follows from what is the business of uploads/ledger.ts. */
export class UploadsTable extends UploadQueries {
  insert(upload: NewUpload, now: number): UploadRow {
    const row = prepared(
      this.db,
      `INSERT INTO uploads (recording_id, session_id, project_id, destination, folder, file, role,
           object_key, bucket, size, sha256, state, priority, attempts, created_at, updated_at)
         VALUES (:recordingId, :sessionId, :projectId, :destination, :folder, :file, :role,
           :objectKey, :bucket, :size, :sha256, 'waiting', :priority, 0, :now, :now)
         RETURNING ${uploadColumns}`,
    ).get({ ...newUploadSchema.parse(upload), now });
    return uploadRowSchema.parse(row);
  }

  /**
   * The file was written anew since it was queued: what to send, and where to, is replaced. The resume
   * token stays: from it the destination knows what it has to clear away.
   */
  replaceFile(id: number, upload: NewUpload, now: number): void {
    const { size, sha256, objectKey, bucket, folder } = newUploadSchema.parse(upload);
    inTransaction(this.db, () => {
      prepared(
        this.db,
        `UPDATE uploads SET size = :size, sha256 = :sha256, object_key = :objectKey,
             bucket = :bucket, folder = :folder, state = 'waiting', attempts = 0,
             next_try_at = NULL, verified_at = NULL, stored_key = NULL, error_code = NULL, error_message = NULL,
             updated_at = :now WHERE id = :id`,
      ).run({ id, size, sha256, objectKey, bucket, folder, now });
      this.#note(id, now, 'changed', null);
    });
  }

  /** Makes the waiting rows for a destination due whose last failure was one of `codes`. */
  hasten(
    { projectId, destination }: { projectId: string; destination: DestinationKind },
    codes: readonly ErrorCode[],
    now: number,
  ): void {
    prepared(
      this.db,
      `UPDATE uploads SET next_try_at = NULL, updated_at = ? WHERE project_id = ?
         AND destination = ? AND state = 'waiting' AND next_try_at IS NOT NULL
         AND error_code IN (SELECT value FROM json_each(?))`,
    ).run(now, projectId, destination, JSON.stringify(codes));
  }

  /** Puts rows that wait before all others, in the order of their turn. Returns how many. */
  sendFirst(ids: readonly number[], now: number): number {
    return inTransaction(this.db, () => {
      const changed = prepared(
        this.db,
        `UPDATE uploads SET updated_at = :now, priority = 10 +
             (SELECT max(priority) FROM uploads WHERE state IN ('waiting', 'uploading'))
           WHERE state = 'waiting' AND id IN (SELECT value FROM json_each(:ids)) RETURNING id`,
      ).all({ now, ids: JSON.stringify(ids) });
      for (const id of ids) {
        if (this.get(id)?.state === 'waiting') this.#note(id, now, 'sent-first', null);
      }
      return changed.length;
    });
  }

  /** Keeps the hash once it is known, unless the file was replaced meanwhile. */
  saveHash(id: number, size: number, sha256: string): void {
    prepared(
      this.db,
      'UPDATE uploads SET sha256 = ? WHERE id = ? AND size = ? AND sha256 IS NULL',
    ).run(sha256, id, size);
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
      prepared(
        this.db,
        `UPDATE uploads SET state = :state, attempts = :attempts, next_try_at = :nextTryAt,
             error_code = :code, error_message = :message, sha256 = :sha256, bucket = :bucket,
             verified_at = :verifiedAt, resume_token = :resumeToken, stored_key = :storedKey,
             updated_at = :now WHERE id = :id`,
      ).run({
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

  /** Marks rows as being sent; those that are not waiting any more stay as they are. */
  begin(ids: readonly number[], now: number): void {
    prepared(
      this.db,
      `UPDATE uploads SET state = 'uploading', updated_at = ? WHERE state = 'waiting'
         AND id IN (SELECT value FROM json_each(?))`,
    ).run(now, JSON.stringify(ids));
  }

  /**
   * Size and checksum of a row that is being sent were read back. As `change`, for the step that every
   * file takes. False: it is not being sent any more.
   */
  verify(id: number, proof: UploadProof, now: number): boolean {
    const { changes } = prepared(
      this.db,
      `UPDATE uploads SET state = 'verified', attempts = :attempts, next_try_at = NULL,
         error_code = NULL, error_message = NULL, sha256 = :sha256, bucket = :bucket,
         verified_at = :now, resume_token = NULL, stored_key = :storedKey, updated_at = :now
       WHERE id = :id AND state = 'uploading'`,
    ).run({ id, ...proof, now });
    if (changes > 0) this.#note(id, now, 'verified', null);
    return changes > 0;
  }

  /** Oldest first; at most the last 50. */
  history(id: number): UploadAttempt[] {
    return prepared(
      this.db,
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

  /** As `together`, for steps that can be taken again (`inRepeatableTransaction`). */
  repeatable<T>(work: () => T): T {
    return inRepeatableTransaction(this.db, work);
  }

  #note(
    id: number,
    at: number,
    outcome: UploadOutcome,
    error: { readonly code: ErrorCode; readonly message: string } | null,
  ): void {
    prepared(
      this.db,
      'INSERT INTO upload_attempts (upload_id, at, outcome, code, message) VALUES (?, ?, ?, ?, ?)',
    ).run(id, at, outcome, error?.code ?? null, error?.message ?? null);
    prepared(
      this.db,
      `DELETE FROM upload_attempts WHERE upload_id = ?1 AND id NOT IN
           (SELECT id FROM upload_attempts WHERE upload_id = ?1 ORDER BY id DESC LIMIT ?2)`,
    ).run(id, HISTORY_LIMIT);
  }
}
