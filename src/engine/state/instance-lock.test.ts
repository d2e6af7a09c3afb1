import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { viewOfError } from '../../shared/errors.ts';
import { acquireInstanceLock, instanceHolder } from './instance-lock.ts';
import { startChild, temporaryFolder, type TestChild } from './testing.ts';

const script = new URL('hold-lock.fixture.ts', import.meta.url);
let folder: ReturnType<typeof temporaryFolder>;
let children: TestChild[];

beforeEach(() => {
  folder = temporaryFolder('lock');
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map((child) => child.kill('SIGKILL')));
  folder.remove();
});

function start(): TestChild {
  const child = startChild(script, [folder.path]);
  children.push(child);
  return child;
}

function refusal(path: string): { code: string; message: string } {
  try {
    acquireInstanceLock(path).release();
  } catch (thrown) {
    return viewOfError(thrown);
  }
  throw new Error('the lock was given');
}

test('a second process is refused and told who holds the folder', async () => {
  const first = start();
  expect(await first.line()).toBe('held');
  const second = start();
  expect(await second.line()).toBe(
    `already-running: The recorder with process ${first.pid} uses the data folder ${folder.path}.`,
  );
  expect(await second.exited()).toBe(1);
  expect(refusal(folder.path)).toMatchObject({ code: 'already-running' });
});

test('the lock is free at once after kill -9, although instance.json still names the dead one', async () => {
  const first = start();
  expect(await first.line()).toBe('held');
  await first.kill('SIGKILL');
  expect(instanceHolder(folder.path)?.pid).toBe(first.pid);
  const lock = acquireInstanceLock(folder.path);
  expect(instanceHolder(folder.path)?.pid).toBe(process.pid);
  lock.release();
});

test('a process number that is in use again does not keep anyone out', () => {
  const stale = { pid: process.pid, startedAt: '2020-01-01T00:00:00.000Z' };
  writeFileSync(join(folder.path, 'instance.json'), JSON.stringify(stale));
  acquireInstanceLock(folder.path).release();
});

test('of eight processes that start together exactly one gets the folder', async () => {
  const lines = await Promise.all(Array.from({ length: 8 }, () => start().line()));
  expect(lines.filter((line) => line === 'held')).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('already-running: '))).toHaveLength(7);
});

test('one process cannot take it twice, and can after release; release twice is harmless', async () => {
  const lock = acquireInstanceLock(folder.path);
  expect(refusal(folder.path).message).toContain(`process ${process.pid} `);
  // The refused attempt closed its own descriptor; the lock of the first must have survived that.
  expect(await start().line()).toContain('already-running');
  lock.release();
  lock.release();
  acquireInstanceLock(folder.path).release();
  expect(existsSync(join(folder.path, 'instance.json'))).toBe(false);
});

test('the folder is made when missing, and its files are private', () => {
  const path = join(folder.path, 'a', 'b');
  const lock = acquireInstanceLock(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(readdirSync(path).sort()).toEqual(['instance.json', 'instance.lock']);
  for (const file of readdirSync(path)) {
    expect(statSync(join(path, file)).mode & 0o777).toBe(0o600);
  }
  lock.release();
});

test('a folder that cannot be made is named', () => {
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  const { code, message } = refusal(join(file, 'data'));
  expect(code).toBe('folder-unwritable');
  expect(message).toContain(join(file, 'data'));
});

test('an unreadable instance.json only costs the name in the message', () => {
  const lock = acquireInstanceLock(folder.path);
  writeFileSync(join(folder.path, 'instance.json'), '{');
  expect(refusal(folder.path).message).toBe(
    `Another recorder uses the data folder ${folder.path}.`,
  );
  expect(readFileSync(join(folder.path, 'instance.json'), 'utf8')).toBe('{');
  lock.release();
});
