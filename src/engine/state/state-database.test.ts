import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RecorderError } from '../../shared/errors.ts';
import { logTo, silentLog, type Log } from '../../shared/log.ts';
import { latestVersion, migrations } from './migrations.ts';
import { pragmaNumber } from './sqlite.ts';
import { openState } from './state-database.ts';
import { temporaryFolder } from './testing.ts';

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let errors: string[];
let log: Log;

beforeEach(() => {
  folder = temporaryFolder('state');
  file = join(folder.path, 'data', 'state.sqlite');
  errors = [];
  log = logTo((level, event) => {
    if (level === 'error') errors.push(event);
  });
});

afterEach(() => {
  folder.remove();
});

function schemaOf(path: string): unknown[] {
  const db = new Database(path);
  const rows = db.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all();
  db.close();
  return rows;
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}

/**
 * The bytes of a good state file. Made at another path, because libsql lets go of a closed file only
 * when its statements are collected as garbage.
 */
function goodBytes(): Buffer {
  const path = join(folder.path, 'data', 'good.sqlite');
  const state = openState(path, log);
  for (let n = 0; n < 500; n += 1) state.sessions.notice({ ...session, sessionId: `s${n}` }, n);
  state.close();
  return readFileSync(path);
}

/** A good state file that nothing in this process has open. */
function writeGood(): string {
  writeFileSync(file, goodBytes());
  return file;
}

const session = {
  sessionId: 's1',
  projectId: 'p1',
  roomName: 'Pilot 1',
  name: '',
  source: 'announcement',
  startedAt: null,
} as const;

describe('a good file', () => {
  test('is made with its folder, keeps what was written, and is durable by its settings', () => {
    const state = openState(file, log);
    state.sessions.notice(session, 5);
    expect(state.keptBroken).toBeNull();
    state.close();
    state.close();
    const again = openState(file, log);
    expect(again.sessions.get('s1')?.firstSeenAt).toBe(5);
    again.close();
    const db = new Database(file);
    expect(db.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(pragmaNumber(db, 'user_version')).toBe(latestVersion);
    db.close();
    expect(errors).toEqual([]);
  });

  test('is brought to the latest version from every earlier one, with the same schema as a new one', () => {
    openState(file, log).close();
    for (let version = 0; version < latestVersion; version += 1) {
      const old = join(folder.path, `v${version}.sqlite`);
      const db = new Database(old);
      for (const sql of migrations.slice(0, version)) db.exec(sql);
      db.exec(`PRAGMA user_version = ${version}`);
      db.close();
      openState(old, log).close();
      expect(schemaOf(old)).toEqual(schemaOf(file));
    }
    expect(schemaOf(file).length).toBeGreaterThan(4);
    expect(errors).toEqual([]);
  });

  test('keeps uploads and their history from every earlier version: they went to the bucket', () => {
    for (let version = 1; version < latestVersion; version += 1) {
      const old = join(folder.path, `data-v${version}.sqlite`);
      const db = new Database(old);
      for (const sql of migrations.slice(0, version)) db.exec(sql);
      for (const [id, file, upload] of [
        [3, 'messages-000001.jsonl', 'verified'],
        [4, 'manifest.json', 'failed'],
      ] as const) {
        // From version 7 on rows have a destination and a priority.
        const [more, values] = version < 7 ? ['', ''] : [', destination, priority', ", 's3', 0"];
        db.prepare(
          `INSERT INTO uploads (id, recording_id, session_id, project_id, folder, file, role,
             object_key, bucket, size, sha256, state, attempts, created_at, updated_at${more})
           VALUES (?, 'r1', 's1', 'p1', 'recordings/x', ?, ?, ?, 'b', 10, NULL, ?, 2, 5, 6${values})`,
        ).run(id, file, file === 'manifest.json' ? 'manifest' : 'segment', `k/${file}`, upload);
        db.prepare(
          `INSERT INTO upload_attempts (upload_id, at, outcome, code, message)
           VALUES (?, 7, 'failed', 'storage-busy', 'slow down')`,
        ).run(id);
      }
      db.exec(`PRAGMA user_version = ${version}`);
      db.close();
      const state = openState(old, log);
      expect(state.uploads.find('r1', 's3', 'messages-000001.jsonl')).toMatchObject({
        ...{ id: 3, destination: 's3', state: 'verified', attempts: 2, priority: 0 },
        ...{ objectKey: 'k/messages-000001.jsonl', createdAt: 5, updatedAt: 6, storedKey: null },
      });
      expect(state.uploads.find('r1', 'folder', 'manifest.json')).toBeNull();
      expect(state.uploads.history(4)).toEqual([
        { uploadId: 4, at: 7, outcome: 'failed', code: 'storage-busy', message: 'slow down' },
      ]);
      expect(state.uploadOrders.get()).toEqual({ pausedAt: null });
      state.close();
    }
    expect(errors).toEqual([]);
  });

  test('of a newer version is refused and not touched', () => {
    const path = writeGood();
    const db = new Database(path);
    db.exec(`PRAGMA user_version = ${latestVersion + 1}; PRAGMA wal_checkpoint(TRUNCATE)`);
    db.close();
    const before = readFileSync(path);
    const thrown = thrownBy(() => openState(path, log));
    expect(thrown).toBeInstanceOf(RecorderError);
    expect(thrown).toMatchObject({ code: 'state-newer' });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(join(folder.path, 'data')).join()).not.toContain('broken');
  });
});

describe('a file that is not a state file is kept beside a fresh one', () => {
  function expectKept(bytes: Buffer): void {
    const state = openState(file, log);
    expect(state.keptBroken).toMatch(/state\.sqlite\.broken-\d{4}-/);
    expect(readFileSync(state.keptBroken ?? '').equals(bytes)).toBe(true);
    state.sessions.notice(session, 1);
    expect(state.sessions.list()).toHaveLength(1);
    state.close();
    expect(errors).toEqual(['state file was damaged; it was kept and a fresh one made']);
    const again = openState(file, silentLog);
    expect(again.keptBroken).toBeNull();
    expect(again.sessions.list()).toHaveLength(1);
    again.close();
  }

  test('garbage', () => {
    goodBytes();
    const garbage = Buffer.alloc(10_000, 'not a database ');
    writeFileSync(file, garbage);
    expectKept(garbage);
  });

  test('a database whose pages were overwritten', () => {
    const bytes = goodBytes();
    bytes.fill(0xa5, 4096, bytes.length - 4096);
    writeFileSync(file, bytes);
    expectKept(bytes);
  });

  test('a database of another program', () => {
    goodBytes();
    const db = new Database(file);
    db.exec('CREATE TABLE sessions (a)');
    db.close();
    expectKept(readFileSync(file));
  });

  test('a database that lacks what its version promises', () => {
    const db = new Database(writeGood());
    db.exec('DROP TABLE upload_attempts; PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    expectKept(readFileSync(file));
  });
});

test('an empty file, as a full disk leaves behind, becomes a good one', () => {
  openState(join(folder.path, 'data', 'other'), log).close();
  writeFileSync(file, '');
  const state = openState(file, log);
  expect(state.keptBroken).toBeNull();
  state.close();
});

test('a place that cannot be written is named, and nothing is set aside', () => {
  const blocker = join(folder.path, 'blocker');
  writeFileSync(blocker, '');
  const thrown = thrownBy(() => openState(join(blocker, 'state.sqlite'), log));
  expect(thrown).toMatchObject({ code: 'folder-unwritable' });
  const directory = thrownBy(() => openState(folder.path, log));
  expect(directory).toMatchObject({ code: 'folder-unwritable' });
});

test('writes of another connection are noticed, own ones are not', () => {
  const ours = openState(file, log);
  const other = openState(file, log);
  const before = ours.dataVersion();
  ours.sessions.notice(session, 1);
  expect(ours.dataVersion()).toBe(before);
  other.sessions.setState('s1', 'ended', 2, 'stopped-by-hand');
  expect(ours.dataVersion()).not.toBe(before);
  other.close();
  ours.close();
});

test('a transaction that throws leaves nothing behind', () => {
  const state = openState(file, log);
  expect(() =>
    state.transaction(() => {
      state.sessions.notice(session, 1);
      throw new Error('half way');
    }),
  ).toThrow('half way');
  expect(state.sessions.list()).toEqual([]);
  state.close();
});
