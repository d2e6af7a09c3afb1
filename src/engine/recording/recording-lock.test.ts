import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockRecording, refuseIfWritten } from './recording-lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const lockFile = (): string => join(folder, 'recording.lock');

test('a lock is taken, seen, and given back', () => {
  const lock = lockRecording(folder);
  expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid });
  lock.release();
  expect(existsSync(lockFile())).toBe(false);
});

test('the lock of a living process is respected until it is gone', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  writeFileSync(lockFile(), JSON.stringify({ pid: other.pid, startTime: null }));
  expect(() => lockRecording(folder)).toThrow(`process ${String(other.pid)} writes`);
  expect(() => {
    refuseIfWritten(folder);
  }).toThrow('writes');
  const closed = new Promise((resolve) => other.once('close', resolve));
  other.kill('SIGKILL');
  await closed;
  lockRecording(folder).release();
});

test.runIf(process.platform === 'linux')('a pid that another process has now holds nothing', () => {
  writeFileSync(lockFile(), JSON.stringify({ pid: process.ppid, startTime: '1' }));
  lockRecording(folder).release();
});

test('a torn lock file holds nothing', () => {
  writeFileSync(lockFile(), '{"pid":12');
  lockRecording(folder).release();
});
