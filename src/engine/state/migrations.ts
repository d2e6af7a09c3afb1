import { RecorderError } from '../../shared/errors.ts';
import { inTransaction, pragmaNumber, type Sqlite } from './sqlite.ts';

/**
 * The schema of state.sqlite, as numbered steps: step N takes a database from version N - 1 to N
 * (`PRAGMA user_version`). A step that was released is never edited; a change is a new step.
 * Times are unix milliseconds, except `started_at` (unix seconds, SyncFlow's own).
 */
export const migrations: readonly string[] = [
  // 1
  `CREATE TABLE projects (
     project_id TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     livekit_url TEXT NOT NULL,
     exchange TEXT,
     binding_keys TEXT NOT NULL,
     device_ids TEXT NOT NULL,
     updated_at INTEGER NOT NULL
   ) STRICT;

   CREATE TABLE sessions (
     session_id TEXT PRIMARY KEY,
     project_id TEXT NOT NULL,
     room_name TEXT NOT NULL,
     name TEXT NOT NULL,
     source TEXT NOT NULL CHECK (source IN ('announcement', 'api', 'manual')),
     state TEXT NOT NULL CHECK (state IN ('wanted', 'ghost', 'ended')),
     recording_id TEXT UNIQUE,
     folder TEXT,
     started_at INTEGER,
     first_seen_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     end_reason TEXT
   ) STRICT;
   CREATE INDEX sessions_by_state ON sessions (state, project_id);

   CREATE TABLE uploads (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     recording_id TEXT NOT NULL,
     session_id TEXT,
     project_id TEXT NOT NULL,
     folder TEXT NOT NULL,
     file TEXT NOT NULL,
     role TEXT NOT NULL CHECK (role IN ('segment', 'set-aside', 'manifest')),
     object_key TEXT NOT NULL,
     bucket TEXT NOT NULL,
     size INTEGER NOT NULL,
     sha256 TEXT,
     state TEXT NOT NULL
       CHECK (state IN ('waiting', 'uploading', 'verified', 'failed', 'cancelled')),
     attempts INTEGER NOT NULL,
     next_try_at INTEGER,
     error_code TEXT,
     error_message TEXT,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     verified_at INTEGER,
     UNIQUE (recording_id, file)
   ) STRICT;
   CREATE INDEX uploads_by_state ON uploads (state, next_try_at);

   CREATE TABLE upload_attempts (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     upload_id INTEGER NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
     at INTEGER NOT NULL,
     outcome TEXT NOT NULL,
     code TEXT,
     message TEXT
   ) STRICT;
   CREATE INDEX upload_attempts_by_upload ON upload_attempts (upload_id, id);`,
  // 2
  `ALTER TABLE sessions ADD COLUMN held_since INTEGER;`,
  // 3: files of streams are uploaded too. SQLite cannot change a CHECK: both tables are made again.
  `CREATE TABLE uploads_2 (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     recording_id TEXT NOT NULL,
     session_id TEXT,
     project_id TEXT NOT NULL,
     folder TEXT NOT NULL,
     file TEXT NOT NULL,
     role TEXT NOT NULL CHECK (role IN ('segment', 'stream', 'set-aside', 'manifest')),
     object_key TEXT NOT NULL,
     bucket TEXT NOT NULL,
     size INTEGER NOT NULL,
     sha256 TEXT,
     state TEXT NOT NULL
       CHECK (state IN ('waiting', 'uploading', 'verified', 'failed', 'cancelled')),
     attempts INTEGER NOT NULL,
     next_try_at INTEGER,
     error_code TEXT,
     error_message TEXT,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     verified_at INTEGER,
     UNIQUE (recording_id, file)
   ) STRICT;
   INSERT INTO uploads_2 SELECT * FROM uploads;
   CREATE TABLE upload_attempts_2 (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     upload_id INTEGER NOT NULL REFERENCES uploads_2 (id) ON DELETE CASCADE,
     at INTEGER NOT NULL,
     outcome TEXT NOT NULL,
     code TEXT,
     message TEXT
   ) STRICT;
   INSERT INTO upload_attempts_2 SELECT * FROM upload_attempts;
   DROP TABLE upload_attempts;
   DROP TABLE uploads;
   ALTER TABLE uploads_2 RENAME TO uploads;
   ALTER TABLE upload_attempts_2 RENAME TO upload_attempts;
   CREATE INDEX uploads_by_state ON uploads (state, next_try_at);
   CREATE INDEX upload_attempts_by_upload ON upload_attempts (upload_id, id);`,
  // 4: whose devices are expected in a session; a JSON array of device groups.
  `ALTER TABLE sessions ADD COLUMN expected_groups TEXT;`,
  // 5: how a transfer that was ended goes on (the destination's own text), and under which key a file
  // is stored when it could not be under its own.
  `ALTER TABLE uploads ADD COLUMN resume_token TEXT;
   ALTER TABLE uploads ADD COLUMN stored_key TEXT;`,
  // 6: the device groups that a session was announced to; a JSON array.
  `ALTER TABLE sessions ADD COLUMN announced_groups TEXT;`,
  // 7: a file can go to several destinations, each a row of its own; what there was went to the bucket.
  // Rows with a higher priority go first. What was ordered of uploads holds over a restart. Recordings
  // whose local data was deleted after they were verified everywhere are remembered.
  `CREATE TABLE uploads_7 (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     recording_id TEXT NOT NULL,
     session_id TEXT,
     project_id TEXT NOT NULL,
     destination TEXT NOT NULL CHECK (destination IN ('s3', 'folder')),
     folder TEXT NOT NULL,
     file TEXT NOT NULL,
     role TEXT NOT NULL CHECK (role IN ('segment', 'stream', 'set-aside', 'manifest')),
     object_key TEXT NOT NULL,
     stored_key TEXT,
     bucket TEXT NOT NULL,
     size INTEGER NOT NULL,
     sha256 TEXT,
     state TEXT NOT NULL
       CHECK (state IN ('waiting', 'uploading', 'verified', 'failed', 'cancelled')),
     priority INTEGER NOT NULL,
     attempts INTEGER NOT NULL,
     next_try_at INTEGER,
     error_code TEXT,
     error_message TEXT,
     resume_token TEXT,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     verified_at INTEGER,
     UNIQUE (recording_id, destination, file)
   ) STRICT;
   INSERT INTO uploads_7 SELECT id, recording_id, session_id, project_id, 's3', folder, file, role,
     object_key, stored_key, bucket, size, sha256, state, 0, attempts, next_try_at, error_code,
     error_message, resume_token, created_at, updated_at, verified_at FROM uploads;
   CREATE TABLE upload_attempts_7 (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     upload_id INTEGER NOT NULL REFERENCES uploads_7 (id) ON DELETE CASCADE,
     at INTEGER NOT NULL,
     outcome TEXT NOT NULL,
     code TEXT,
     message TEXT
   ) STRICT;
   INSERT INTO upload_attempts_7 SELECT id, upload_id, at, outcome, code, message FROM upload_attempts;
   DROP TABLE upload_attempts;
   DROP TABLE uploads;
   ALTER TABLE uploads_7 RENAME TO uploads;
   ALTER TABLE upload_attempts_7 RENAME TO upload_attempts;
   CREATE INDEX uploads_by_turn ON uploads (state, priority DESC, created_at, id);
   CREATE INDEX upload_attempts_by_upload ON upload_attempts (upload_id, id);
   CREATE TABLE upload_orders (
     name TEXT PRIMARY KEY,
     value TEXT NOT NULL
   ) STRICT;
   CREATE TABLE deleted_recordings (
     recording_id TEXT PRIMARY KEY,
     project_id TEXT NOT NULL,
     folder TEXT NOT NULL,
     files INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     manifest TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('deleting', 'deleted', 'fetched')),
     at INTEGER NOT NULL
   ) STRICT;`,
  // 8: each verified file asks which others wait for their next try; without an index of those alone it
  // would look at every file that waits.
  `CREATE INDEX uploads_by_next_try ON uploads (project_id, destination)
     WHERE state = 'waiting' AND next_try_at IS NOT NULL;`,
];

export const latestVersion = migrations.length;

/** A file that is no usable state file, although SQLite opens it. */
export class ForeignDatabaseError extends Error {
  override readonly name = 'ForeignDatabaseError';
}

/**
 * Brings a database to the latest version, each step in its own transaction. Two processes may do this
 * at once: the version is read again inside the transaction.
 *
 * @throws RecorderError `state-newer`.
 */
export function migrate(db: Sqlite, file: string): void {
  for (const [index, sql] of migrations.entries()) {
    inTransaction(db, () => {
      refuseNewer(db, file);
      const version = pragmaNumber(db, 'user_version');
      if (version > index) return;
      db.exec(sql);
      db.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

/** Throws RecorderError `state-newer` for a file of a later version of the recorder. Only reads. */
export function refuseNewer(db: Sqlite, file: string): void {
  const version = pragmaNumber(db, 'user_version');
  if (version <= latestVersion) return;
  throw new RecorderError(
    'state-newer',
    `${file} was written by a newer recorder (version ${version}; this one knows ${latestVersion}).`,
    { dataSafety: 'The file was not touched.' },
  );
}

/**
 * Throws ForeignDatabaseError for a database that is damaged in a way that SQLite would meet only
 * later, or that has tables but no version of ours. Only reads.
 */
export function refuseForeign(db: Sqlite): void {
  const answer = db.prepare('PRAGMA quick_check(1)').get();
  if (typeof answer !== 'object' || answer === null || Object.values(answer)[0] !== 'ok') {
    throw new ForeignDatabaseError('quick_check found damage');
  }
  const hasTables = db.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() !== undefined;
  if (hasTables && pragmaNumber(db, 'user_version') === 0) {
    throw new ForeignDatabaseError('it has tables, but no version of the recorder');
  }
}
