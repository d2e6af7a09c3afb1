import { expect, test } from 'vitest';
import type { RoomCounters } from '../../shared/capture-protocol.ts';
import { windowSnapshotSchema } from '../../shared/ipc/views.ts';
import type { EngineSnapshot, SessionView } from '../../shared/snapshot.ts';
import { Rates } from './rates.ts';
import { windowSnapshot } from './window-snapshot.ts';

function counters(messages: number, devices: number): RoomCounters {
  return {
    recordingId: 'r',
    packets: messages,
    duplicates: 0,
    links: 1,
    participants: Array.from({ length: devices }, (_, index) => ({
      identity: `device-${index}-${'x'.repeat(40)}`,
      sid: `PA_${index}`,
      name: '',
      packets: index,
      lastArrival: index % 2 === 0 ? null : `${1_700_000_000_000 + index}000000`,
    })),
    journal: {
      written: messages + 6,
      synced: messages,
      messages,
      bytes: messages * 100,
      lastWriteAt: 1000,
      lost: 0,
      error: null,
    },
  };
}

function session(id: string, room: RoomCounters | null): SessionView {
  return {
    sessionId: id,
    projectId: 'p',
    name: id,
    roomName: id,
    phase: 'recording',
    since: 0,
    recordingId: 'r',
    folder: '/private/folder',
    counters: room,
    error: null,
    warning: null,
    lane: 'a',
  };
}

function snapshot(at: number, sessions: SessionView[]): EngineSnapshot {
  return {
    at,
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
    capture: {
      pid: 1,
      processes: 1,
      restarts: 0,
      journal: null,
      rssBytes: null,
      cpuMicros: null,
    },
    disk: null,
  };
}

test('a push stays below 64 KiB, however many devices there are', () => {
  const sessions = Array.from({ length: 20 }, (_, index) => session(`s${index}`, counters(5, 500)));
  const shown = windowSnapshotSchema.parse(windowSnapshot(snapshot(0, sessions), new Rates(), []));
  expect(JSON.stringify(shown).length).toBeLessThan(64 * 1024);
  expect(shown.sessions[0]?.traffic?.deviceCount).toBe(500);
  expect(JSON.stringify(shown)).not.toContain('/private/folder');
});

test('the devices that spoke last are the ones that are shown, with times in milliseconds', () => {
  const shown = windowSnapshot(snapshot(0, [session('s', counters(5, 300))]), new Rates(), []);
  const devices = shown.sessions[0]?.traffic?.devices ?? [];
  expect(devices).toHaveLength(100);
  expect(devices[0]?.lastMessageAt).toBe(1_700_000_000_299);
  expect(devices.every(({ lastMessageAt }) => lastMessageAt !== null)).toBe(true);
});

test('the rate is messages a second over the last seconds, never negative', () => {
  const rates = new Rates();
  for (let second = 0; second <= 4; second += 1) {
    rates.add(snapshot(second * 1000, [session('s', counters(second * 50, 1))]));
  }
  expect(rates.messagesPerSecond('s')).toBe(50);
  rates.add(snapshot(5000, [session('s', counters(0, 1))]));
  expect(rates.messagesPerSecond('s')).toBe(0);
  expect(rates.messagesPerSecond('unknown')).toBe(0);
});
