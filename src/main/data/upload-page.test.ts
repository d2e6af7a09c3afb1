import { expect, test } from 'vitest';
import type { EngineSnapshot, UploadState, UploadView } from '../../shared/snapshot.ts';
import { uploadPage } from './upload-page.ts';

const row = (id: number, state: UploadState, verifiedAt: number | null = null): UploadView => ({
  id,
  recordingId: `r${id}`,
  sessionId: null,
  projectId: 'p',
  file: 'messages-000001.jsonl',
  role: 'segment',
  objectKey: 'k',
  storedKey: null,
  destinationKind: 's3',
  destination: 'bucket',
  size: 10,
  bytesSent: 0,
  state,
  attempts: 1,
  reason: null,
  fix: null,
  errorCode: null,
  nextTryAt: null,
  verifiedAt,
});

const snapshot: EngineSnapshot = {
  at: 0,
  projects: [],
  sessions: [],
  uploads: { waiting: 1, uploading: 1, verified: 2, failed: 1, cancelled: 1 },
  capture: {
    pid: null,
    processes: 1,
    restarts: 0,
    journal: null,
    rssBytes: null,
    cpuMicros: null,
  },
  disk: null,
};

const rows = [
  row(1, 'verified', 5),
  row(2, 'verified', 9),
  row(3, 'waiting'),
  row(4, 'cancelled'),
  row(5, 'failed'),
  row(6, 'uploading'),
];
const ids = (filter: 'open' | 'failed' | 'verified' | 'all', offset = 0, limit = 50): number[] =>
  uploadPage(rows, snapshot, { filter, offset, limit }, () => 'A session').rows.map(({ id }) => id);

test('what needs somebody stands first, the newest verified before the older', () => {
  expect(ids('all')).toEqual([5, 6, 3, 4, 2, 1]);
});

test('filters and pages', () => {
  expect(ids('open')).toEqual([5, 6, 3]);
  expect(ids('failed')).toEqual([5]);
  expect(ids('verified')).toEqual([2, 1]);
  expect(ids('all', 2, 2)).toEqual([3, 4]);
  const page = uploadPage(
    rows,
    snapshot,
    { filter: 'all', offset: 0, limit: 1 },
    () => 'A session',
  );
  expect(page.total).toBe(6);
  expect(page.rows[0]?.sessionName).toBe('A session');
});
