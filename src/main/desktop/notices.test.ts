import { expect, test } from 'vitest';
import { viewOfError, RecorderError, type ErrorCode } from '../../shared/errors.ts';
import type { WindowSession, WindowSnapshot } from '../../shared/ipc/views.ts';
import { emptyUploads, idleSnapshot } from '../recorder/window-snapshot.ts';
import { FORGET_MS, NoticeBoard } from './notice-board.ts';
import { noticesOf, PATIENCE_MS } from './notices.ts';
import { trayView } from './tray-view.ts';

const NOW = 1_000_000_000;
const error = (code: ErrorCode) => viewOfError(new RecorderError(code, 'it says why'));
const running: WindowSnapshot = { ...idleSnapshot({ state: 'running' }, []), at: NOW };

function session(change: Partial<WindowSession>): WindowSession {
  return {
    ...{ sessionId: 's', projectId: 'p', name: 'Class', roomName: 'Class', recordingId: 'r' },
    ...{ phase: 'recording', since: NOW, error: null, warning: null, lane: 'a', traffic: null },
    ...change,
  };
}

const traffic = {
  ...{ messages: 5, bytes: 50, written: 5, synced: 5, lost: 0, duplicates: 0, links: 1 },
  ...{ lastWriteAt: NOW, journalError: null, messagesPerSecond: 1, devices: [], deviceCount: 0 },
};

const disk = { freeBytes: 4e8, totalBytes: 1e11, bytesPerSecond: 0, fullAt: null, plannedBytes: 0 };

test('a recorder that works needs nobody', () => {
  const fine = { ...running, sessions: [session({ traffic })] };
  expect(noticesOf(fine, [], NOW)).toEqual([]);
  expect(noticesOf({ ...running, disk: { ...disk, level: 'early' } }, [], NOW)).toEqual([]);
});

test('each cause is one notice, however many it concerns', () => {
  const full = error('disk-full');
  const sessions = ['a', 'b'].map((sessionId) => session({ sessionId, error: full }));
  const short = { ...running, disk: { ...disk, level: 'urgent' as const }, sessions };
  expect(noticesOf(short, [], NOW).map(({ key }) => key)).toEqual(['disk']);
  const rejected = error('livekit-unauthorized');
  const refused = ['a', 'b'].map((sessionId) => session({ sessionId, error: rejected }));
  expect(noticesOf({ ...running, sessions: refused }, [], NOW)).toMatchObject([
    { key: 'recording:livekit-unauthorized', kind: 'recording', place: { page: 'session' } },
  ]);
});

test('what the recorder mends by itself is told only when it lasts', () => {
  const away = session({ phase: 'interrupted', error: error('livekit-link-lost') });
  const snapshot = { ...running, sessions: [away] };
  expect(noticesOf(snapshot, [], NOW)).toEqual([]);
  expect(noticesOf(snapshot, [], NOW + PATIENCE_MS)).toHaveLength(1);
});

test('a disk that fails is told at once: the journal writes nothing', () => {
  const failing = session({ traffic: { ...traffic, journalError: error('disk-failed') } });
  expect(noticesOf({ ...running, sessions: [failing] }, [], NOW)).toMatchObject([
    { key: 'recording:disk-failed' },
  ]);
});

test('refused uploads by their cause, and the clock as the clock', () => {
  const failed = [
    { errorCode: 'storage-credentials', reason: 'refused', fix: 'Correct it.' },
    { errorCode: 'storage-clock', reason: 'skewed', fix: 'Set it.' },
  ] as const;
  const snapshot = { ...running, uploads: { ...emptyUploads, failed: 9 } };
  expect(noticesOf(snapshot, failed, NOW)).toMatchObject([
    { kind: 'uploads', place: { page: 'uploads' } },
    { kind: 'clock' },
  ]);
});

test('keys that are missing or refused lead to the settings', () => {
  const missing = idleSnapshot({ state: 'secrets-missing', projectIds: ['p'] }, []);
  const place = { page: 'settings', tab: 'recording' };
  expect(noticesOf(missing, [], NOW)).toMatchObject([{ kind: 'credentials', place }]);
  const api = { state: 'trouble', error: error('syncflow-unauthorized'), lastOkAt: null } as const;
  const unreadable = { count: 0, lastAt: null, reason: null };
  const project = { projectId: 'p', kind: 'syncflow', name: 'Lab', api, broker: null } as const;
  const refused = { ...running, projects: [{ ...project, unreadable, canMiss: null }] };
  expect(noticesOf(refused, [], NOW)).toMatchObject([{ kind: 'credentials', place }]);
});

test('a cause is told once, and again only after it was away for a while', () => {
  const board = new NoticeBoard();
  const [notice] = noticesOf(idleSnapshot({ state: 'secrets-missing', projectIds: [] }, []), [], 0);
  const all = notice === undefined ? [] : [notice];
  expect(all).toHaveLength(1);
  expect(board.update(all, 0)).toHaveLength(1);
  expect(board.update(all, FORGET_MS)).toHaveLength(0);
  expect(board.update([], FORGET_MS + 1)).toHaveLength(0);
  expect(board.update(all, 2 * FORGET_MS)).toHaveLength(0);
  expect(board.update(all, 3 * FORGET_MS + 1)).toHaveLength(1);
});

test('the tray says recording only while writes reach the disk, and attention above all', () => {
  const live = { ...running, sessions: [session({ traffic })] };
  expect(trayView(live, [], NOW + 1000)).toMatchObject({
    state: 'recording',
    sessions: [{ label: 'Class: recording' }],
    uploadsPaused: false,
  });
  expect(trayView(live, [], NOW + 60_000)).toMatchObject({
    state: 'idle',
    sessions: [{ label: 'Class: waiting for data' }],
  });
  const stopped = { ...running, sessions: [session({ error: error('disk-full'), traffic })] };
  expect(trayView(stopped, ['The disk is nearly full'], NOW)).toMatchObject({
    state: 'attention',
    tooltip: 'SyncFlow Recorder: nothing is being recorded. The disk is nearly full',
    sessions: [{ label: 'Class: not recording' }],
  });
  expect(trayView(idleSnapshot({ state: 'starting' }, []), [], NOW).uploadsPaused).toBeNull();
});
