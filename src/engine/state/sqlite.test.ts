import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  closeSqlite,
  inRepeatableTransaction,
  inTransaction,
  makeDurable,
  openSqlite,
  pragmaNumber,
  prepared,
  type Sqlite,
} from './sqlite.ts';
import { temporaryFolder } from './testing.ts';

/** SQLite's numbers for `PRAGMA synchronous`. */
const NORMAL = 1;
const FULL = 2;

let folder: ReturnType<typeof temporaryFolder>;
let db: Sqlite;

beforeEach(() => {
  folder = temporaryFolder('sqlite');
  db = openSqlite(join(folder.path, 'test.sqlite'));
  makeDurable(db);
  db.exec('CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT');
});

afterEach(() => {
  if (db.open) closeSqlite(db);
  folder.remove();
});

const insert = (name: string): unknown =>
  prepared(db, 'INSERT INTO things (name) VALUES (?) RETURNING name').get(name);
const names = (): unknown[] => prepared(db, 'SELECT name FROM things ORDER BY id').all();

test('a statement that failed fails no later use of it', () => {
  expect(insert('a')).toMatchObject({ name: 'a' });
  expect(() => insert('a')).toThrow('UNIQUE');
  expect(insert('b')).toMatchObject({ name: 'b' });
  expect(() => insert('b')).toThrow('UNIQUE');
  expect(names()).toEqual([{ name: 'a' }, { name: 'b' }]);
});

test('a statement that is kept holds no lock, and sees what others wrote', () => {
  insert('a');
  expect(prepared(db, 'SELECT name FROM things').get()).toMatchObject({ name: 'a' });
  const other = openSqlite(join(folder.path, 'test.sqlite'));
  other.exec(`INSERT INTO things (name) VALUES ('b')`);
  const checkpoint = other.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  expect(checkpoint).toMatchObject({ busy: 0, log: 0 });
  other.close();
  expect(names()).toHaveLength(2);
});

test('only what can be done again is committed without a sync', () => {
  const synchronous = (): number => pragmaNumber(db, 'synchronous');
  expect(inTransaction(db, synchronous)).toBe(FULL);
  expect(inRepeatableTransaction(db, synchronous)).toBe(NORMAL);
  expect(inTransaction(db, synchronous)).toBe(FULL);
  expect(() =>
    inRepeatableTransaction(db, () => {
      insert('gone');
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(names()).toEqual([]);
  expect(synchronous()).toBe(FULL);
  // What can be done again and what cannot, in one commit: it is synced.
  expect(inTransaction(db, () => inRepeatableTransaction(db, synchronous))).toBe(FULL);
});
