import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';
import { diskError } from './disk-error.ts';
import { sqliteCode, sqliteError, type Sqlite } from './sqlite.ts';

/** Held by the one recorder of a data folder until `release()` or the end of its process. */
export interface InstanceLock {
  readonly folder: string;
  release(): void;
}

const holderSchema = z.object({ pid: z.number().int().positive(), startedAt: z.string() });
/** Who holds a lock. `startedAt` is ISO 8601, UTC. */
export type InstanceHolder = Readonly<z.infer<typeof holderSchema>>;

/**
 * The databases whose locks are held. A collected database closes itself, and its lock would go with it,
 * seen when a holder that nobody referred to any more had been idle for some seconds.
 */
const held = new Set<Sqlite>();

/**
 * Makes this process the only recorder of `dataFolder`.
 *
 * The lock is an exclusive SQLite transaction on `instance.lock`: a lock of the operating system, which
 * the kernel drops however the process ends, so neither kill -9 nor a reused process number can fake
 * or block it. `instance.json` only names the holder for the message. Nothing else in this process may
 * open `instance.lock`: closing a second descriptor of a file drops POSIX locks on it.
 *
 * @throws RecorderError `already-running`, `folder-unwritable`, `disk-full`, `disk-failed`.
 */
export function acquireInstanceLock(dataFolder: string): InstanceLock {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw diskError(thrown, `The data folder ${dataFolder} cannot be made`);
  }
  const lockFile = join(dataFolder, 'instance.lock');
  const db = lock(lockFile, dataFolder);
  const infoFile = join(dataFolder, 'instance.json');
  const holder: InstanceHolder = { pid: process.pid, startedAt: new Date().toISOString() };
  try {
    writeFileSync(infoFile, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
    chmodSync(lockFile, 0o600);
  } catch (thrown) {
    db.close();
    throw diskError(thrown, `The data folder ${dataFolder} cannot be written to`);
  }
  held.add(db);
  return {
    folder: dataFolder,
    release: () => {
      if (!held.delete(db)) return;
      rmSync(infoFile, { force: true });
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

/** Who says to hold the lock; null when nobody does, or the file cannot be read. May be out of date. */
export function instanceHolder(dataFolder: string): InstanceHolder | null {
  try {
    const text = readFileSync(join(dataFolder, 'instance.json'), 'utf8');
    const parsed = holderSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function lock(lockFile: string, dataFolder: string): Sqlite {
  let db: Sqlite | null = null;
  try {
    db = new Database(lockFile);
    // No journal file beside the lock: nothing is ever written to this database.
    db.exec('PRAGMA journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (thrown) {
    db?.close();
    if (sqliteCode(thrown) !== 'SQLITE_BUSY') throw sqliteError(thrown, lockFile);
    const holder = instanceHolder(dataFolder);
    const who = holder === null ? 'Another recorder' : `The recorder with process ${holder.pid}`;
    throw new RecorderError('already-running', `${who} uses the data folder ${dataFolder}.`);
  }
}
