import { z } from 'zod';
import { prepared, type Sqlite } from './sqlite.ts';

const rowSchema = z.object({
  recordingId: z.string(),
  projectId: z.string(),
  folder: z.string(),
  files: z.number(),
  bytes: z.number(),
  manifest: z.string(),
  state: z.enum(['deleting', 'deleted', 'fetched']),
  at: z.number(),
});

const idSchema = rowSchema.pick({ recordingId: true, at: true });

/**
 * A recording whose local data was deleted after it was verified in every destination. `folder` is
 * relative to the data folder, `manifest` its text, `at` (unix milliseconds) when the state began.
 * deleting: begun, to be finished. fetched: it was brought back, and is a local recording again.
 */
export type DeletedRecording = Readonly<z.infer<typeof rowSchema>>;

const columns = `recording_id AS recordingId, project_id AS projectId, folder, files, bytes, manifest,
  state, at`;

/** The journal of deletions: written before anything is deleted, and kept. */
export class DeletedRecordings {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
    db.prepare(`SELECT ${columns} FROM deleted_recordings LIMIT 0`).all();
  }

  get(recordingId: string): DeletedRecording | null {
    const row = this.#db
      .prepare(`SELECT ${columns} FROM deleted_recordings WHERE recording_id = ?`)
      .get(recordingId);
    return row === undefined ? null : rowSchema.parse(row);
  }

  /** Which are in that state, and since when; without their manifests. */
  ids(state: DeletedRecording['state']): { readonly recordingId: string; readonly at: number }[] {
    return prepared(
      this.#db,
      'SELECT recording_id AS recordingId, at FROM deleted_recordings WHERE state = ?',
    )
      .all(state)
      .map((row) => idSchema.parse(row));
  }

  /** Oldest first. */
  list(state: DeletedRecording['state']): DeletedRecording[] {
    return this.#db
      .prepare(
        `SELECT ${columns} FROM deleted_recordings WHERE state = ? ORDER BY at, recording_id`,
      )
      .all(state)
      .map((row) => rowSchema.parse(row));
  }

  /** To be called before the first file goes. */
  begin(recording: Omit<DeletedRecording, 'state'>): void {
    this.#db
      .prepare(
        `INSERT INTO deleted_recordings
           (recording_id, project_id, folder, files, bytes, manifest, state, at)
         VALUES (:recordingId, :projectId, :folder, :files, :bytes, :manifest, 'deleting', :at)
         ON CONFLICT (recording_id) DO UPDATE SET folder = excluded.folder, files = excluded.files,
           bytes = excluded.bytes, manifest = excluded.manifest, state = 'deleting', at = excluded.at`,
      )
      .run({ ...recording });
  }

  /** `now` in unix milliseconds. */
  setState(recordingId: string, state: DeletedRecording['state'], now: number): void {
    this.#db
      .prepare('UPDATE deleted_recordings SET state = ?, at = ? WHERE recording_id = ?')
      .run(state, now, recordingId);
  }

  /** The recording was never touched after all. */
  forget(recordingId: string): void {
    this.#db.prepare('DELETE FROM deleted_recordings WHERE recording_id = ?').run(recordingId);
  }
}
