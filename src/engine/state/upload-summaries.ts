/** How the uploads of recordings stand as a whole; for lists of many recordings. */
import { z } from 'zod';
import type { WindowUploadSummary } from '../../shared/ipc/recordings.ts';
import { prepared, type Sqlite } from './sqlite.ts';

const summarySchema = z.object({
  recordingId: z.string(),
  files: z.number(),
  verified: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  renamed: z.number(),
});
const idOnly = z.object({ recordingId: z.string() });

/** Of a file with several destinations counts the state that needs most. */
const summaries = `SELECT recording_id AS recordingId, count(*) AS files, sum(worst = 0) AS failed,
    sum(worst = 2) AS cancelled, sum(worst = 3) AS verified, sum(renamed) AS renamed
  FROM (SELECT recording_id, max(stored_key IS NOT NULL) AS renamed,
      min(CASE state WHEN 'failed' THEN 0 WHEN 'cancelled' THEN 2 WHEN 'verified' THEN 3 ELSE 1 END)
        AS worst FROM uploads
    WHERE recording_id IN (SELECT value FROM json_each(?)) GROUP BY recording_id, file)
  GROUP BY recording_id`;

/** verified: all of it, with the manifest, which goes last. open: something is on its way. */
export type UploadStanding = 'verified' | 'open' | 'failed' | 'known';

const standing: Readonly<Record<UploadStanding, string>> = {
  verified: `GROUP BY recording_id HAVING min(state = 'verified') AND max(role = 'manifest')`,
  open: `WHERE state IN ('waiting', 'uploading') GROUP BY recording_id`,
  failed: `WHERE state = 'failed' GROUP BY recording_id`,
  known: 'GROUP BY recording_id',
};

export class UploadSummaries {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  /** By recording; what is not in the ledger is left out. */
  of(recordingIds: readonly string[]): Map<string, WindowUploadSummary> {
    const rows = prepared(this.#db, summaries).all(JSON.stringify(recordingIds));
    return new Map(
      rows.map((row) => {
        const { recordingId, ...summary } = summarySchema.parse(row);
        return [recordingId, summary] as const;
      }),
    );
  }

  /** The recordings whose uploads stand so; `known`: those that are in the ledger at all. */
  recordings(which: UploadStanding): string[] {
    const sql = `SELECT recording_id AS recordingId FROM uploads ${standing[which]}`;
    return prepared(this.#db, sql)
      .all()
      .map((row) => idOnly.parse(row).recordingId);
  }
}
