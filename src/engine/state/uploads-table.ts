import { z } from 'zod';
import type { ErrorCode } from '../../shared/errors.ts';
import { inTransaction, type Sqlite } from './sqlite.ts';
import {
  newUploadSchema,
  uploadAttemptSchema,
  uploadColumns,
  uploadRowSchema,
  uploadStateSchema,
  type NewUpload,
  type UploadAttempt,
  type UploadOutcome,
  type UploadRow,
  type UploadState,
} from './upload-rows.ts';

/** Lines of history kept for each upload; a bucket that is away for weeks must not fill the disk. */
const HISTORY_LIMIT = 50;

/** In a query on `uploads AS u`. */
const otherFileIsOpen = `EXISTS (SELECT 1 FROM uploads AS o WHERE o.recording_id = u.recording_id
  AND o.role <> 'manifest' AND o.state <> 'verified')`;

const idOnly = z.object({ id: z.number() });
const countOnly = z.object({ count: z.number() });
const stateCount = z.object({ state: uploadStateSchema, count: z.number() });

export interface UploadFilter {
  readonly recordingId?: string;
  readonly state?: UploadState;
  readonly limit?: number;
}

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
export class UploadsTable {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
    db.prepare(`SELECT ${uploadColumns} FROM uploads LIMIT 0`).all();
    db.prepare('SELECT upload_id, at, outcome, code, message FROM upload_attempts LIMIT 0').all();
  }

  get(id: number): UploadRow | null {
    return this.#one('id = ?', id);
  }

  find(recordingId: string, file: string): UploadRow | null {
    return this.#one('recording_id = ? AND file = ?', recordingId, file);
  }

  /** Newest change first. */
  list(filter: UploadFilter = {}): UploadRow[] {
    return this.#db
      .prepare(
        `SELECT ${uploadColumns} FROM uploads
         WHERE (:recordingId IS NULL OR recording_id = :recordingId)
           AND (:state IS NULL OR state = :state)
         ORDER BY updated_at DESC, id DESC LIMIT :limit`,
      )
      .all({
        recordingId: filter.recordingId ?? null,
        state: filter.state ?? null,
        limit: filter.limit ?? -1,
      })
      .map((row) => uploadRowSchema.parse(row));
  }

  /** Rows that are not verified, oldest first. */
  listOpen(limit: number): UploadRow[] {
    return this.#db
      .prepare(
        `SELECT ${uploadColumns} FROM uploads WHERE state <> 'verified'
         ORDER BY created_at, id LIMIT ?`,
      )
      .all(limit)
      .map((row) => uploadRowSchema.parse(row));
  }

  /** The manifests that wait for another file of their recording. */
  blockedManifests(): Set<number> {
    const rows = this.#db.prepare(
      `SELECT id FROM uploads AS u WHERE state = 'waiting' AND role = 'manifest' AND ${otherFileIsOpen}`,
    );
    return new Set(rows.all().map((row) => idOnly.parse(row).id));
  }

  /**
   * How many rows are being sent or will be sent without anybody's doing: waiting, with a destination,
   * and no manifest that waits for others (those count themselves, unless they need a person).
   */
  countActive(projectIds: readonly string[]): number {
    const row = this.#db
      .prepare(
        `SELECT count(*) AS count FROM uploads AS u WHERE state = 'uploading' OR (
           state = 'waiting' AND project_id IN (SELECT value FROM json_each(?))
           AND (role <> 'manifest' OR NOT ${otherFileIsOpen}))`,
      )
      .get(JSON.stringify(projectIds));
    return countOnly.parse(row).count;
  }

  /** How many rows are in each state. */
  counts(): Record<UploadState, number> {
    const counts = { waiting: 0, uploading: 0, verified: 0, failed: 0, cancelled: 0 };
    const rows = this.#db.prepare('SELECT state, count(*) AS count FROM uploads GROUP BY state');
    for (const row of rows.all()) {
      const { state, count } = stateCount.parse(row);
      counts[state] = count;
    }
    return counts;
  }

  /**
   * Rows that may be sent now, oldest first: waiting, due, of a project that has a destination; a
   * manifest only when every other file of its recording is verified, since it says so by being there.
   */
  eligible(
    now: number,
    only: {
      readonly projectIds: readonly string[];
      readonly except?: readonly number[];
      readonly limit: number;
    },
  ): UploadRow[] {
    return this.#db
      .prepare(
        `SELECT ${uploadColumns} FROM uploads AS u
         WHERE state = 'waiting' AND (next_try_at IS NULL OR next_try_at <= ?)
           AND project_id IN (SELECT value FROM json_each(?))
           AND id NOT IN (SELECT value FROM json_each(?))
           AND (role <> 'manifest' OR NOT ${otherFileIsOpen})
         ORDER BY created_at, id LIMIT ?`,
      )
      .all(now, JSON.stringify(only.projectIds), JSON.stringify(only.except ?? []), only.limit)
      .map((row) => uploadRowSchema.parse(row));
  }

  insert(upload: NewUpload, now: number): UploadRow {
    const row = this.#db
      .prepare(
        `INSERT INTO uploads (recording_id, session_id, project_id, folder, file, role, object_key,
           bucket, size, sha256, state, attempts, created_at, updated_at)
         VALUES (:recordingId, :sessionId, :projectId, :folder, :file, :role, :objectKey, :bucket,
           :size, :sha256, 'waiting', 0, :now, :now) RETURNING ${uploadColumns}`,
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
    inTransaction(this.#db, () => {
      this.#db
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

  /** Makes the waiting rows of a project due whose last failure was one of `codes`. */
  hasten(projectId: string, codes: readonly ErrorCode[], now: number): void {
    this.#db
      .prepare(
        `UPDATE uploads SET next_try_at = NULL, updated_at = ? WHERE project_id = ?
         AND state = 'waiting' AND next_try_at IS NOT NULL
         AND error_code IN (SELECT value FROM json_each(?))`,
      )
      .run(now, projectId, JSON.stringify(codes));
  }

  /** Keeps the hash once it is known, unless the file was replaced meanwhile. */
  saveHash(id: number, size: number, sha256: string): void {
    this.#db
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
    return inTransaction(this.#db, () => {
      const before = this.get(id);
      if (before === null || !from.includes(before.state)) return false;
      const error =
        change.error === undefined
          ? { code: before.errorCode, message: before.errorMessage }
          : (change.error ?? { code: null, message: null });
      this.#db
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
    return this.#db
      .prepare(
        `SELECT upload_id AS uploadId, at, outcome, code, message FROM upload_attempts
         WHERE upload_id = ? ORDER BY id`,
      )
      .all(id)
      .map((row) => uploadAttemptSchema.parse(row));
  }

  /** All given changes are one commit. */
  together<T>(work: () => T): T {
    return inTransaction(this.#db, work);
  }

  #note(
    id: number,
    at: number,
    outcome: UploadOutcome,
    error: { readonly code: ErrorCode; readonly message: string } | null,
  ): void {
    this.#db
      .prepare(
        'INSERT INTO upload_attempts (upload_id, at, outcome, code, message) VALUES (?, ?, ?, ?, ?)',
      )
      .run(id, at, outcome, error?.code ?? null, error?.message ?? null);
    this.#db
      .prepare(
        `DELETE FROM upload_attempts WHERE upload_id = ?1 AND id NOT IN
           (SELECT id FROM upload_attempts WHERE upload_id = ?1 ORDER BY id DESC LIMIT ?2)`,
      )
      .run(id, HISTORY_LIMIT);
  }

  #one(where: string, ...values: readonly (string | number)[]): UploadRow | null {
    const row = this.#db
      .prepare(`SELECT ${uploadColumns} FROM uploads WHERE ${where}`)
      .get(...values);
    return row === undefined ? null : uploadRowSchema.parse(row);
  }
}
