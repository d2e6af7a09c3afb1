import { z } from 'zod';
import { prepared, type Sqlite } from './sqlite.ts';
import { destinationKindSchema } from './upload-rows.ts';

const abandonedSchema = z.object({
  id: z.number().int(),
  projectId: z.string(),
  destination: destinationKindSchema,
  token: z.string(),
});
/** A transfer that was begun and will not go on. `id` of the upload. */
export type AbandonedTransfer = Readonly<z.infer<typeof abandonedSchema>>;

/**
 * The column `resume_token` of the uploads: what a destination needs to go on with a transfer that was
 * ended, in its own words. Apart from `UploadsTable`, because it changes while a row does not.
 */
export class ResumeTokens {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  /** Null: there is nothing to go on with. */
  save(uploadId: number, token: string | null): void {
    prepared(this.#db, 'UPDATE uploads SET resume_token = ? WHERE id = ?').run(token, uploadId);
  }

  /** Clears the token, unless a later transfer has left another one meanwhile. */
  forget(uploadId: number, token: string): void {
    prepared(
      this.#db,
      'UPDATE uploads SET resume_token = NULL WHERE id = ? AND resume_token = ?',
    ).run(uploadId, token);
  }

  /** Of uploads that were cancelled: their parts take up room at the destination. */
  abandoned(): AbandonedTransfer[] {
    return prepared(
      this.#db,
      `SELECT id, project_id AS projectId, destination, resume_token AS token FROM uploads
         WHERE state = 'cancelled' AND resume_token IS NOT NULL`,
    )
      .all()
      .map((row) => abandonedSchema.parse(row));
  }
}
