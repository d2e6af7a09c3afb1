import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { diskError } from './disk-error.ts';
import { DeletedRecordings } from './deleted-recordings.ts';
import { ForeignDatabaseError, migrate, refuseForeign, refuseNewer } from './migrations.ts';
import { ProjectsTable } from './projects-table.ts';
import { ResumeTokens } from './resume-tokens.ts';
import { SessionsTable } from './sessions-table.ts';
import {
  closeSqlite,
  inTransaction,
  makeDurable,
  openSqlite,
  pragmaNumber,
  sqliteCode,
  sqliteError,
} from './sqlite.ts';
import { UploadOrders } from './upload-orders.ts';
import { UploadSummaries } from './upload-summaries.ts';
import { UploadsTable } from './uploads-table.ts';

/**
 * The recorder's own truth (docs/data-format.md, `state.sqlite`). Every write outlives the process on
 * return, and a loss of power as well, but for `UploadsTable.repeatable`.
 */
export interface StateDatabase {
  readonly file: string;
  readonly sessions: SessionsTable;
  readonly uploads: UploadsTable;
  readonly uploadOrders: UploadOrders;
  readonly uploadSummaries: UploadSummaries;
  readonly deleted: DeletedRecordings;
  readonly resumes: ResumeTokens;
  readonly projects: ProjectsTable;
  /** Where a damaged file was kept when this fresh one was made; null: nothing was damaged. */
  readonly keptBroken: string | null;
  /** A number that changes whenever another process or connection has written. */
  dataVersion(): number;
  /** Several writes as one commit. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens or makes the state file and brings it to the latest version. A file that SQLite finds damaged,
 * or that is not ours, is kept beside a fresh one as `<file>.broken-<time>` and never deleted.
 *
 * @throws RecorderError `state-newer` (file untouched), `folder-unwritable`, `disk-full`,
 *   `disk-failed`, `already-running` (locked for longer than 5 s).
 */
export function openState(file: string, log: Log): StateDatabase {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw diskError(thrown, `The folder of ${file} cannot be made`);
  }
  try {
    return connect(file, null);
  } catch (thrown) {
    if (!isBroken(thrown)) throw sqliteError(thrown, file);
    const kept = setAside(file);
    log.error('state file was damaged; it was kept and a fresh one made', {
      kept,
      reason: thrown instanceof Error ? thrown.message : String(thrown),
    });
    return connect(file, kept);
  }
}

function connect(file: string, keptBroken: string | null): StateDatabase {
  const db = openSqlite(file);
  let open = true;
  try {
    refuseNewer(db, file);
    refuseForeign(db);
    makeDurable(db);
    migrate(db, file);
    return {
      file,
      sessions: new SessionsTable(db),
      uploads: new UploadsTable(db),
      uploadOrders: new UploadOrders(db),
      uploadSummaries: new UploadSummaries(db),
      deleted: new DeletedRecordings(db),
      resumes: new ResumeTokens(db),
      projects: new ProjectsTable(db),
      keptBroken,
      dataVersion: () => pragmaNumber(db, 'data_version'),
      transaction: (work) => inTransaction(db, work),
      close: () => {
        if (!open) return;
        open = false;
        closeSqlite(db);
      },
    };
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** SQLITE_ERROR here is a table or column that the version promises and the file lacks. */
function isBroken(thrown: unknown): boolean {
  if (thrown instanceof ForeignDatabaseError) return true;
  const code = sqliteCode(thrown);
  return code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT' || code === 'SQLITE_ERROR';
}

/** Renames the file and what belongs to it, so that SQLite can still open the kept copy. */
function setAside(file: string): string {
  const stamp = new Date().toISOString().replaceAll(':', '-');
  const kept = `${file}.broken-${stamp}`;
  if (existsSync(kept)) {
    throw new RecorderError('state-damaged', `${file} is damaged, and ${kept} exists already.`);
  }
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${kept}${suffix}`);
  }
  return kept;
}
