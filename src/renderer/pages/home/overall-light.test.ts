import { expect, test } from 'vitest';
import type { WindowSession, WindowSnapshot } from '../../../shared/ipc/views.ts';
import { diskHealth, roomsHealth, uploadsHealth } from './health.ts';
import { overall } from './overall-light.tsx';

const session = (changes: Partial<WindowSession>): WindowSession => ({
  sessionId: 's',
  projectId: 'p',
  name: 'Class',
  roomName: 'Class',
  phase: 'recording',
  since: 0,
  recordingId: 'r',
  error: null,
  warning: null,
  lane: 'a',
  traffic: {
    messages: 1,
    bytes: 1,
    written: 1,
    synced: 1,
    lost: 0,
    duplicates: 0,
    links: 1,
    lastWriteAt: 0,
    journalError: null,
    messagesPerSecond: 0,
    devices: [],
    deviceCount: 0,
  },
  ...changes,
});

const snapshot = (sessions: WindowSession[]): WindowSnapshot => ({
  at: 0,
  engine: { state: 'running' },
  projects: [],
  sessions,
  uploads: { waiting: 0, uploading: 0, verified: 0, failed: 0, cancelled: 0 },
  uploading: {
    pausedAt: null,
    limitBytesPerSecond: null,
    limitIsOrdered: false,
    slowedTo: null,
    openBytes: 0,
  },
  fetches: [],
  capture: { pid: 1, restarts: 0, queueBytes: 0 },
  disk: null,
  plainHosts: [],
});

test('one session that is not recorded is named beside those that are', () => {
  const sessions = [session({}), session({ phase: 'interrupted' }), session({ phase: 'ended' })];
  const { light, text } = overall(snapshot(sessions), 0, 0);
  expect(light.kind).toBe('recording');
  expect(text).toBe('1 session recorded, 1 session not recorded');
});

test('without news, or without an engine, nothing is called recording', () => {
  expect(overall(snapshot([session({})]), 0, 9000).light.kind).toBe('not-recording');
  const stopped: WindowSnapshot = { ...snapshot([session({})]), engine: { state: 'stopping' } };
  expect(overall(stopped, 0, 0).light.kind).toBe('not-recording');
  expect(overall(snapshot([]), 0, 0).light.word).toBe('Ready');
});

test('health: rooms that are away, a disk that fills up, uploads that failed', () => {
  expect(roomsHealth(snapshot([session({ phase: 'interrupted' })])).level).toBe('bad');
  expect(roomsHealth(snapshot([session({})])).detail).toBe('1 of 1 joined');
  const disk = {
    ...{
      freeBytes: 5e9,
      totalBytes: 1e10,
      plannedBytes: 0,
      bytesPerSecond: 1,
      fullAt: 3 * 3_600_000,
    },
    level: 'early' as const,
  };
  expect(diskHealth(disk, 0)).toMatchObject({
    level: 'warning',
    detail: '5.0 GB free; full in 3 h at this rate',
  });
  expect(diskHealth({ ...disk, level: 'urgent' }, 0).level).toBe('bad');
  expect(diskHealth({ ...disk, fullAt: null, level: 'fine' }, 0).level).toBe('good');
  const counts = { waiting: 0, uploading: 0, verified: 3, failed: 2, cancelled: 0 };
  expect(uploadsHealth(counts)).toMatchObject({ level: 'bad', word: '2 failed' });
  expect(uploadsHealth({ ...counts, failed: 0 }).detail).toBe('3 files verified');
});
