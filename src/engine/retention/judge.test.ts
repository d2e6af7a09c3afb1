import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstManifest, type Manifest } from '../recording/manifest.ts';
import type { DestinationKind, UploadRow, UploadState } from '../state/upload-rows.ts';
import { judgeRetention, type RetentionFacts } from './judge.ts';

const DAY = 24 * 3_600_000;
const ended = Date.parse('2026-01-10T12:00:00Z');
const sha = (letter: string): string => letter.repeat(64);

const manifest: Manifest = {
  ...firstManifest({
    recordingId: 'r1',
    software: { name: 'test', version: '1' },
    project: { id: 'p1', name: 'alpha' },
    session: null,
    roomName: 'Pilot',
    livekitUrl: null,
    startedAt: new Date(ended - DAY),
  }),
  status: 'complete',
  endedAt: new Date(ended).toISOString(),
  files: ['a', 'b'].map((letter, index) => ({
    path: `messages-00000${index + 1}.jsonl`,
    role: 'segment',
    size: 100 + index,
    sha256: sha(letter),
    ...{ records: 1, firstRecord: 1, lastRecord: 1, firstArrival: null, lastArrival: null },
  })),
};

function row(destination: DestinationKind, file: string, size: number, sha256: string): UploadRow {
  return {
    ...{ id: 1, recordingId: 'r1', sessionId: 's1', projectId: 'p1', destination, file, size },
    ...{ sha256, folder: 'x', role: 'segment', objectKey: 'k', bucket: 'b', priority: 0 },
    ...{ state: 'verified', attempts: 1, nextTryAt: null, errorCode: null, errorMessage: null },
    ...{ createdAt: 1, updatedAt: 1, verifiedAt: 2, resumeToken: null, storedKey: null },
  };
}

const rowsFor = (destination: DestinationKind): UploadRow[] => [
  ...manifest.files.map(({ path, size, sha256 }) => row(destination, path, size, sha256)),
  row(destination, 'manifest.json', 500, sha('c')),
];

const good: RetentionFacts = {
  now: ended + 7 * DAY,
  keepDays: 7,
  manifest,
  manifestSize: 500,
  manifestSha256: sha('c'),
  destinations: ['s3', 'folder'],
  rows: [...rowsFor('s3'), ...rowsFor('folder')],
  isOver: true,
  fetchedAt: null,
  strange: [],
};

test('what is verified everywhere goes when its days are over, and not a moment before', () => {
  expect(judgeRetention(good)).toEqual({ do: 'delete', dueAt: ended + 7 * DAY });
  expect(judgeRetention({ ...good, now: good.now - 1 })).toEqual({
    do: 'wait',
    dueAt: ended + 7 * DAY,
  });
  const fetched = judgeRetention({ ...good, fetchedAt: ended + 5 * DAY });
  expect(fetched).toEqual({ do: 'wait', dueAt: ended + 12 * DAY });
});

describe('anything in doubt keeps it', () => {
  const cases: readonly [string, Partial<RetentionFacts>][] = [
    ['settings that keep', { keepDays: null }],
    ['a session that goes on', { isOver: false }],
    ['a recording that is open', { manifest: { ...manifest, status: 'recording' } }],
    ['damage', { manifest: { ...manifest, status: 'damaged' } }],
    ['no end', { manifest: { ...manifest, endedAt: null } }],
    ['no destination', { destinations: [] }],
    ['one of two destinations without it', { rows: rowsFor('s3') }],
    ['something else in its folder', { strange: ['notes.txt'] }],
    ['another manifest on the disk', { manifestSha256: sha('d') }],
  ];
  test.each(cases)('%s', (_what, change) => {
    expect(judgeRetention({ ...good, ...change }).do).toBe('keep');
  });

  test('any row that is missing, of another state, size or hash, or never verified', () => {
    const states: UploadState[] = ['waiting', 'uploading', 'failed', 'cancelled'];
    const change = fc.oneof(
      fc.constant(null),
      fc.constantFrom(...states).map((state): Partial<UploadRow> => ({ state })),
      fc.integer({ min: 1, max: 1000 }).map((by): Partial<UploadRow> => ({ size: 2000 + by })),
      fc.constant<Partial<UploadRow>>({ sha256: sha('e') }),
      fc.constant<Partial<UploadRow>>({ sha256: null }),
      fc.constant<Partial<UploadRow>>({ verifiedAt: null }),
      fc.constant<Partial<UploadRow>>({ file: 'messages-000009.jsonl' }),
    );
    const index = fc.integer({ min: 0, max: good.rows.length - 1 });
    fc.assert(
      fc.property(index, change, fc.integer({ min: 0, max: 1000 }), (at, by, days) => {
        const rows = good.rows.flatMap((one, position) =>
          position !== at ? [one] : by === null ? [] : [{ ...one, ...by }],
        );
        const verdict = judgeRetention({ ...good, rows, now: good.now + days * DAY });
        expect(verdict.do).toBe('keep');
      }),
    );
  });
});
