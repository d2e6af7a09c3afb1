import Database from 'libsql';
import { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';

/** One connection. libsql follows better-sqlite3: every call is synchronous and throws on failure. */
export type Sqlite = Database.Database;

type Statement = Database.Statement;

/** How long a writer waits for another process's transaction, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens or makes a database, and changes nothing in one that is there. */
export function openSqlite(file: string): Sqlite {
  const db = new Database(file);
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  return db;
}

/**
 * What the recorder's truth needs: write-ahead log, each commit synced to the disk (a power cut loses
 * no committed row; reliability.md §1, SQLite), foreign keys enforced.
 */
export function makeDurable(db: Sqlite): void {
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec('PRAGMA foreign_keys = ON');
}

/** By the database, so that they go with it. */
const statements = new WeakMap<Sqlite, Map<string, Statement>>();

type Values = readonly (string | number | null)[] | readonly [object];

/** A statement that may be used again and again. */
export interface Prepared {
  run(...values: Values): { readonly changes: number };
  get(...values: Values): unknown;
  all(...values: Values): unknown[];
}

/**
 * A statement that is kept for the next time: to prepare one costs more than most of them take to run
 * (14 of 22 µs, measured). One that failed is not kept, since libsql reports its error again at the
 * next use (measured with a constraint). For constant texts: each is kept until the database is closed.
 */
export function prepared(db: Sqlite, sql: string): Prepared {
  const use = <T>(work: (statement: Statement) => T): T => {
    const kept = statements.get(db) ?? new Map<string, Statement>();
    const statement = kept.get(sql) ?? db.prepare(sql);
    kept.delete(sql);
    const result = work(statement);
    statements.set(db, kept.set(sql, statement));
    return result;
  };
  return {
    run: (...values) => use((statement) => statement.run(...values)),
    get: (...values) => use((statement) => statement.get(...values)),
    all: (...values) => use((statement) => statement.all(...values)),
  };
}

/**
 * Closes after moving the write-ahead log into the file, so that one file holds everything. libsql lets
 * go of the file itself only when the statements are collected as garbage (measured).
 */
export function closeSqlite(db: Sqlite): void {
  statements.delete(db);
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

const anyRow = z.record(z.string(), z.unknown());

/**
 * The value of a pragma that answers one number. libsql 0.5 ignores `simple` in `pragma()` (measured),
 * so the row is taken apart here.
 */
export function pragmaNumber(db: Sqlite, name: string): number {
  const row = anyRow.parse(prepared(db, `PRAGMA ${name}`).get());
  return z.number().parse(Object.values(row)[0]);
}

/**
 * Runs `work` in one immediate transaction; inside another one it simply joins it. Throws what `work`
 * throws; a failure of SQLite itself as a catalogue error where there is one.
 */
export function inTransaction<T>(db: Sqlite, work: () => T): T {
  if (isOpen(db)) return work();
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (thrown) {
    // A full disk makes SQLite roll back by itself; a second ROLLBACK would hide the cause.
    if (isOpen(db)) db.exec('ROLLBACK');
    throw sqliteError(thrown, 'The state file');
  }
}

/**
 * As `inTransaction`, for steps that can be taken again: the commit is not synced. The end of this
 * process, however it comes, loses nothing of it. A loss of power may take the last of such commits
 * away, always from the end, so that no commit is there without all before it; the next ordinary commit
 * makes them durable along with itself (SQLite, `PRAGMA synchronous`: NORMAL in WAL mode). Inside another
 * transaction it joins that one.
 */
export function inRepeatableTransaction<T>(db: Sqlite, work: () => T): T {
  if (isOpen(db)) return work();
  db.exec('PRAGMA synchronous = NORMAL');
  try {
    return inTransaction(db, work);
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
}

function isOpen(db: Sqlite): boolean {
  return db.inTransaction;
}

/**
 * SQLite's own name for what was thrown, without suffix (`SQLITE_BUSY`, `SQLITE_CORRUPT`, …), or null.
 * When the file cannot be opened at all, libsql throws with an empty code (measured).
 */
export function sqliteCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error)) return null;
  if ('code' in thrown && typeof thrown.code === 'string' && thrown.code !== '') {
    return /^SQLITE_[A-Z]+/.exec(thrown.code)?.[0] ?? null;
  }
  return thrown.message.startsWith('ConnectionFailed(') ? 'SQLITE_CANTOPEN' : null;
}

/** A failure of SQLite as a catalogue error; what is not SQLite's is returned as it is. */
export function sqliteError(thrown: unknown, file: string): unknown {
  switch (sqliteCode(thrown)) {
    case 'SQLITE_FULL':
      return new RecorderError('disk-full', `${file} cannot grow: the disk is full.`, {
        cause: thrown,
      });
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
    case 'SQLITE_PERM':
      return new RecorderError('folder-unwritable', `${file} cannot be opened for writing.`, {
        cause: thrown,
      });
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new RecorderError('already-running', `${file} is locked by another process.`, {
        cause: thrown,
      });
    case 'SQLITE_IOERR':
      return new RecorderError('disk-failed', `${file} cannot be read or written.`, {
        cause: thrown,
      });
    default:
      return thrown;
  }
}
