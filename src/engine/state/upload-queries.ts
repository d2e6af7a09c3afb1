import { z } from 'zod';
import { prepared, type Sqlite } from './sqlite.ts';
import {
  uploadColumns,
  uploadRowSchema,
  uploadStateSchema,
  type DestinationKind,
  type UploadRow,
  type UploadState,
} from './upload-rows.ts';

/** In a query on `uploads AS u`. */
const otherFileIsOpen = `EXISTS (SELECT 1 FROM uploads AS o WHERE o.recording_id = u.recording_id
  AND o.destination = u.destination AND o.role <> 'manifest' AND o.state <> 'verified')`;

/** What needs somebody stands first, then what is under way, what waits, and what is over. */
const rank = `CASE state WHEN 'failed' THEN 0 WHEN 'uploading' THEN 1 WHEN 'waiting' THEN 2
  WHEN 'cancelled' THEN 3 ELSE 4 END`;

const idOnly = z.object({ id: z.number() });
const countOnly = z.object({ count: z.number() });
const stateCount = z.object({ state: uploadStateSchema, count: z.number() });
const fileState = z.object({
  file: z.string(),
  state: uploadStateSchema,
  size: z.number(),
  storedKey: z.string().nullable(),
});
/**
 * How a file stands; `size` in bytes. `storedKey` is the key that it is stored under where another object
 * has its own; null: nowhere.
 */
export type FileState = Readonly<Pick<z.infer<typeof fileState>, 'state' | 'size' | 'storedKey'>>;
const bytesOnly = z.object({ bytes: z.number().nullable() });

export interface UploadFilter {
  readonly recordingId?: string;
  readonly state?: UploadState;
  readonly limit?: number;
}

/** A stretch of the ledger. `states` empty: all. */
export interface UploadStretch {
  readonly states: readonly UploadState[];
  readonly recordingId: string | null;
  readonly offset: number;
  readonly limit: number;
}

/** What is read out of the ledger of uploads. Changes are the business of `UploadsTable`. */
export class UploadQueries {
  protected readonly db: Sqlite;

  constructor(db: Sqlite) {
    this.db = db;
    db.prepare(`SELECT ${uploadColumns} FROM uploads LIMIT 0`).all();
    db.prepare('SELECT upload_id, at, outcome, code, message FROM upload_attempts LIMIT 0').all();
  }

  get(id: number): UploadRow | null {
    return this.#one('id = ?', id);
  }

  find(recordingId: string, destination: DestinationKind, file: string): UploadRow | null {
    return this.#one(
      'recording_id = ? AND destination = ? AND file = ?',
      recordingId,
      destination,
      file,
    );
  }

  /** The rows that say that they are being sent. */
  uploading(): Set<number> {
    const rows = prepared(this.db, `SELECT id FROM uploads WHERE state = 'uploading'`).all();
    return new Set(rows.map((row) => idOnly.parse(row).id));
  }

  /** Newest change first. */
  list(filter: UploadFilter = {}): UploadRow[] {
    return this.#rows(
      `WHERE (:recordingId IS NULL OR recording_id = :recordingId)
         AND (:state IS NULL OR state = :state)
       ORDER BY updated_at DESC, id DESC LIMIT :limit`,
      {
        recordingId: filter.recordingId ?? null,
        state: filter.state ?? null,
        limit: filter.limit ?? -1,
      },
    );
  }

  /** What needs somebody first; among equals by turn, and what is verified newest first. */
  page({ states, recordingId, offset, limit }: UploadStretch): UploadRow[] {
    return this.#rows(
      `${stretch} ORDER BY ${rank}, verified_at DESC, priority DESC, created_at, id
       LIMIT :limit OFFSET :offset`,
      { states: JSON.stringify(states), recordingId, offset, limit },
    );
  }

  /** How many rows the pages of a stretch have together. */
  size({ states, recordingId }: Pick<UploadStretch, 'states' | 'recordingId'>): number {
    const row = prepared(this.db, `SELECT count(*) AS count FROM uploads ${stretch}`).get({
      states: JSON.stringify(states),
      recordingId,
    });
    return countOnly.parse(row).count;
  }

  /**
   * How the files of one recording stand, a file that goes to several destinations by that which needs most
   * attention.
   */
  fileStates(recordingId: string): Map<string, FileState> {
    const rows = prepared(
      this.db,
      `SELECT file, state, size, stored_key AS storedKey FROM uploads WHERE recording_id = ?
       ORDER BY ${rank} DESC`,
    );
    const files = new Map<string, FileState>();
    for (const row of rows.all(recordingId)) {
      const { file, ...stands } = fileState.parse(row);
      // Whichever destination has it under another name.
      const storedKey = stands.storedKey ?? files.get(file)?.storedKey ?? null;
      files.set(file, { ...stands, storedKey });
    }
    return files;
  }

  /** Rows that are not verified, oldest first. */
  listOpen(limit: number): UploadRow[] {
    return this.#rows(`WHERE state <> 'verified' ORDER BY created_at, id LIMIT :limit`, { limit });
  }

  /** The manifests that wait for another file of their recording. */
  blockedManifests(): Set<number> {
    const rows = prepared(
      this.db,
      `SELECT id FROM uploads AS u WHERE state = 'waiting' AND role = 'manifest' AND ${otherFileIsOpen}`,
    );
    return new Set(rows.all().map((row) => idOnly.parse(row).id));
  }

  /**
   * Whether a row is being sent, or will be without anybody's doing: waiting for a destination that is
   * there, and no manifest that waits for others (those count themselves, unless they need a person).
   *
   * @param places `placeName` of each destination
   */
  isAnyUnderWay(places: readonly string[]): boolean {
    const row = prepared(
      this.db,
      `SELECT 1 AS count FROM uploads AS u WHERE state = 'uploading' OR (
           state = 'waiting' AND destination || ' ' || project_id IN (SELECT value FROM json_each(?))
           AND (role <> 'manifest' OR NOT ${otherFileIsOpen})) LIMIT 1`,
    ).get(JSON.stringify(places));
    return row !== undefined;
  }

  /** How many rows are in each state. */
  counts(): Record<UploadState, number> {
    const counts = { waiting: 0, uploading: 0, verified: 0, failed: 0, cancelled: 0 };
    const rows = prepared(this.db, 'SELECT state, count(*) AS count FROM uploads GROUP BY state');
    for (const row of rows.all()) {
      const { state, count } = stateCount.parse(row);
      counts[state] = count;
    }
    return counts;
  }

  /** Bytes of the rows that wait or are being sent. */
  openBytes(): number {
    const row = prepared(
      this.db,
      `SELECT sum(size) AS bytes FROM uploads WHERE state IN ('waiting', 'uploading')`,
    ).get();
    return bytesOnly.parse(row).bytes ?? 0;
  }

  /** Whether a destination of a project ever had a file that was verified there. */
  hasVerified(projectId: string, destination: DestinationKind): boolean {
    const row = prepared(
      this.db,
      `SELECT 1 AS count FROM uploads WHERE state = 'verified' AND project_id = ?
         AND destination = ? LIMIT 1`,
    ).get(projectId, destination);
    return row !== undefined;
  }

  /**
   * Rows that may be sent now, those with the highest priority first, then the oldest: waiting, due, for
   * a destination that is there; a manifest only when every other file of its recording is verified at
   * that destination, since it says so by being there.
   *
   * @param only.places `placeName` of each destination
   */
  eligible(
    now: number,
    only: {
      readonly places: readonly string[];
      readonly except?: readonly number[];
      readonly limit: number;
    },
  ): UploadRow[] {
    return this.#rows(
      `AS u WHERE state = 'waiting' AND (next_try_at IS NULL OR next_try_at <= :now)
         AND destination || ' ' || project_id IN (SELECT value FROM json_each(:places))
         AND id NOT IN (SELECT value FROM json_each(:except))
         AND (role <> 'manifest' OR NOT ${otherFileIsOpen})
       ORDER BY priority DESC, created_at, id LIMIT :limit`,
      {
        now,
        places: JSON.stringify(only.places),
        except: JSON.stringify(only.except ?? []),
        limit: only.limit,
      },
    );
  }

  #rows(rest: string, values: Readonly<Record<string, string | number | null>>): UploadRow[] {
    return prepared(this.db, `SELECT ${uploadColumns} FROM uploads ${rest}`)
      .all(values)
      .map((row) => uploadRowSchema.parse(row));
  }

  #one(where: string, ...values: readonly (string | number)[]): UploadRow | null {
    const row = prepared(this.db, `SELECT ${uploadColumns} FROM uploads WHERE ${where}`).get(
      ...values,
    );
    return row === undefined ? null : uploadRowSchema.parse(row);
  }
}

const stretch = `WHERE (:recordingId IS NULL OR recording_id = :recordingId)
  AND (:states = '[]' OR state IN (SELECT value FROM json_each(:states)))`;
