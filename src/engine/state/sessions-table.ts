import { z } from 'zod';
import { inTransaction, type Sqlite } from './sqlite.ts';

export const sessionStateSchema = z.enum(['wanted', 'ghost', 'ended']);
/**
 * wanted: should be recorded now. ghost: SyncFlow says Started, but its room is gone or is another's.
 * ended: SyncFlow, the room, a timer or a person ended it; `endReason` says which.
 */
export type SessionState = z.infer<typeof sessionStateSchema>;

export const sessionSourceSchema = z.enum(['announcement', 'api', 'manual']);
/** Where the recorder first heard of a session. */
export type SessionSource = z.infer<typeof sessionSourceSchema>;

const sessionRow = z.object({
  sessionId: z.string(),
  projectId: z.string(),
  roomName: z.string(),
  name: z.string(),
  source: sessionSourceSchema,
  state: sessionStateSchema,
  recordingId: z.string().nullable(),
  folder: z.string().nullable(),
  startedAt: z.number().nullable(),
  firstSeenAt: z.number(),
  updatedAt: z.number(),
  endReason: z.string().nullable(),
  heldSince: z.number().nullable(),
  expectedGroups: z.string().nullable().transform(groupsOf),
  announcedGroups: z.string().nullable().transform(groupsOf),
});

function groupsOf(json: string | null): readonly string[] | null {
  return json === null ? null : z.array(z.string()).parse(JSON.parse(json));
}

/**
 * `expectedGroups`: device groups whose devices a person expects in it; null when nobody said.
 * `announcedGroups`: those whose announcements we heard; null when none. `heldSince`: since when a person
 * wants it not to be recorded, until undone; or null. `startedAt` is unix seconds (SyncFlow's clock);
 * `firstSeenAt` and `updatedAt` are unix ms (ours).
 */
export type SessionRow = Readonly<z.infer<typeof sessionRow>>;

/** What one announcement, API answer or person says about a session. */
export interface NoticedSession {
  readonly sessionId: string;
  readonly projectId: string;
  readonly roomName: string;
  /** '' when not told, as in announcements. */
  readonly name: string;
  readonly source: SessionSource;
  readonly startedAt: number | null;
}

const columns = `session_id AS sessionId, project_id AS projectId, room_name AS roomName, name, source,
  state, recording_id AS recordingId, folder, started_at AS startedAt, first_seen_at AS firstSeenAt,
  updated_at AS updatedAt, end_reason AS endReason, held_since AS heldSince,
  expected_groups AS expectedGroups, announced_groups AS announcedGroups`;

export class SessionsTable {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
    db.prepare(`SELECT ${columns} FROM sessions LIMIT 0`).all();
  }

  get(sessionId: string): SessionRow | null {
    return this.#one('session_id = ?', sessionId);
  }

  byRecording(recordingId: string): SessionRow | null {
    return this.#one('recording_id = ?', recordingId);
  }

  /** Oldest first; narrowed by project and state if given. */
  list(filter: { readonly projectId?: string; readonly state?: SessionState } = {}): SessionRow[] {
    return this.#db
      .prepare(
        `SELECT ${columns} FROM sessions
         WHERE (:projectId IS NULL OR project_id = :projectId) AND (:state IS NULL OR state = :state)
         ORDER BY first_seen_at, session_id`,
      )
      .all({ projectId: filter.projectId ?? null, state: filter.state ?? null })
      .map((row) => sessionRow.parse(row));
  }

  /**
   * First sight makes a session `wanted`. Later sights fill in names and start, and leave its state
   * alone: a repeated announcement does not revive what a person stopped. Durable when it returns.
   */
  notice(seen: NoticedSession, now: number): SessionRow {
    return inTransaction(this.#db, () => {
      this.#db
        .prepare(
          `INSERT INTO sessions (session_id, project_id, room_name, name, source, state, started_at,
             first_seen_at, updated_at)
           VALUES (:sessionId, :projectId, :roomName, :name, :source, 'wanted', :startedAt, :now, :now)
           ON CONFLICT (session_id) DO UPDATE SET room_name = excluded.room_name,
             name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END,
             started_at = coalesce(excluded.started_at, started_at), updated_at = excluded.updated_at
           WHERE room_name <> excluded.room_name
             OR (excluded.name <> '' AND name <> excluded.name)
             OR (excluded.started_at IS NOT NULL AND started_at IS NOT excluded.started_at)`,
        )
        .run({
          sessionId: seen.sessionId,
          projectId: seen.projectId,
          roomName: seen.roomName,
          name: seen.name,
          source: seen.source,
          startedAt: seen.startedAt,
          now,
        });
      return this.#existing(seen.sessionId);
    });
  }

  /** `endReason` is kept only with `ended`. Throws when the session is unknown. */
  setState(
    sessionId: string,
    state: SessionState,
    now: number,
    endReason: string | null = null,
  ): SessionRow {
    return this.#update(
      sessionId,
      `UPDATE sessions SET state = :state, end_reason = :endReason, updated_at = :now
       WHERE session_id = :sessionId`,
      { state, endReason: state === 'ended' ? endReason : null, now },
    );
  }

  /** Stopped by hand: holds until undone with null, whatever announcements or the API say. */
  hold(sessionId: string, heldSince: number | null, now: number): SessionRow {
    return this.#update(
      sessionId,
      'UPDATE sessions SET held_since = :heldSince, updated_at = :now WHERE session_id = :sessionId',
      { heldSince, now },
    );
  }

  /** Whose devices are expected in the session. */
  expect(sessionId: string, groups: readonly string[]): SessionRow {
    return this.#update(
      sessionId,
      'UPDATE sessions SET expected_groups = :groups WHERE session_id = :sessionId',
      { groups: JSON.stringify(groups) },
    );
  }

  /** It was announced to this device group, perhaps not for the first time. */
  announcedTo(sessionId: string, group: string): SessionRow {
    const row = this.#existing(sessionId);
    const groups = row.announcedGroups ?? [];
    if (groups.includes(group)) return row;
    return this.#update(
      sessionId,
      'UPDATE sessions SET announced_groups = :groups WHERE session_id = :sessionId',
      { groups: JSON.stringify([...groups, group].sort()) },
    );
  }

  /** Ties the session to its one recording: `folder` as the caller wants it back. */
  attachRecording(
    sessionId: string,
    recording: { readonly recordingId: string; readonly folder: string },
    now: number,
  ): SessionRow {
    return this.#update(
      sessionId,
      `UPDATE sessions SET recording_id = :recordingId, folder = :folder, updated_at = :now
       WHERE session_id = :sessionId`,
      { recordingId: recording.recordingId, folder: recording.folder, now },
    );
  }

  /** Wanted once more, with a recording of its own to come: what it had is final. */
  renew(sessionId: string, now: number): SessionRow {
    return this.#update(
      sessionId,
      `UPDATE sessions SET state = 'wanted', end_reason = NULL, recording_id = NULL, folder = NULL,
         updated_at = :now
       WHERE session_id = :sessionId`,
      { now },
    );
  }

  #update(sessionId: string, sql: string, values: Record<string, unknown>): SessionRow {
    return inTransaction(this.#db, () => {
      this.#db.prepare(sql).run({ ...values, sessionId });
      return this.#existing(sessionId);
    });
  }

  #existing(sessionId: string): SessionRow {
    const row = this.get(sessionId);
    if (row === null) throw new Error(`the session ${sessionId} is not in the state file`);
    return row;
  }

  #one(where: string, value: string): SessionRow | null {
    const row = this.#db.prepare(`SELECT ${columns} FROM sessions WHERE ${where}`).get(value);
    return row === undefined ? null : sessionRow.parse(row);
  }
}
