import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RecorderError, type ErrorCode } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { NewUpload, UploadRow } from '../state/upload-rows.ts';
import { retryDelay, UploadLedger, type Room } from './ledger.ts';

const stored = (sha256: string, bucket: string) => ({ sha256, bucket, renamedTo: null });

let folder: ReturnType<typeof temporaryFolder>;
let state: StateDatabase;
let ledger: UploadLedger;
let now: number;

beforeEach(() => {
  folder = temporaryFolder('ledger');
  state = openState(join(folder.path, 'state.sqlite'), silentLog);
  now = 1_000_000;
  ledger = new UploadLedger(state.uploads, () => now);
});

afterEach(() => {
  state.close();
  folder.remove();
});

function upload(file: string, more: Partial<NewUpload> = {}): NewUpload {
  return {
    recordingId: 'r1',
    sessionId: null,
    projectId: 'p1',
    destination: 's3',
    folder: 'recordings/r1',
    file,
    role: file === 'manifest.json' ? 'manifest' : 'segment',
    objectKey: `k/${file}`,
    bucket: 'b',
    size: 10,
    sha256: null,
    ...more,
  };
}

/** Room for one file at these places. */
function roomFor(...places: string[]): Room {
  let left = 1;
  return {
    places: () => (left > 0 ? places : []),
    atMost: () => left,
    claim: () => {
      left -= 1;
      return left >= 0;
    },
  };
}

function take(): UploadRow {
  const [row] = ledger.take(roomFor('s3 p1'), new Set());
  if (row === undefined) throw new Error('nothing is due');
  return row;
}

function current(row: UploadRow): UploadRow {
  const found = state.uploads.get(row.id);
  if (found === null) throw new Error('the row is gone');
  return found;
}

const fault = (code: ErrorCode): RecorderError => new RecorderError(code, `words of ${code}`);

describe('delays', () => {
  test('double from one second to five minutes and stay there', () => {
    const longest = [1, 2, 3, 9, 10, 11, 1_000].map((attempts) => retryDelay(attempts, 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000, 300_000]);
    expect(retryDelay(1, 0)).toBe(700);
    expect(retryDelay(50, 0)).toBe(210_000);
  });
});

describe('a try that fails', () => {
  test('is repeated for ever when that makes sense', () => {
    ledger.enqueue([upload('a')]);
    for (let tries = 1; tries <= 40; tries += 1) {
      const row = take();
      ledger.failed(row, fault('storage-unreachable'));
      expect(current(row)).toMatchObject({
        state: 'waiting',
        attempts: tries,
        errorCode: 'storage-unreachable',
        errorMessage: 'words of storage-unreachable',
      });
      expect(ledger.take(roomFor('s3 p1'), new Set())).toEqual([]);
      now = current(row).nextTryAt ?? 0;
    }
  });

  test('stops at once when a person has to act', () => {
    ledger.enqueue([upload('a')]);
    const row = take();
    ledger.failed(row, fault('storage-credentials'));
    expect(current(row)).toMatchObject({ state: 'failed', attempts: 1, nextTryAt: null });
    now += 10_000_000;
    expect(ledger.take(roomFor('s3 p1'), new Set())).toEqual([]);
    expect(state.uploads.history(row.id)).toMatchObject([
      { outcome: 'failed', code: 'storage-credentials' },
    ]);
  });

  test('sends other bytes again three times, then stops', () => {
    ledger.enqueue([upload('a')]);
    const states: string[] = [];
    for (let tries = 0; tries < 4; tries += 1) {
      const row = take();
      ledger.failed(row, fault('storage-checksum'));
      states.push(current(row).state);
      now += 10_000_000;
    }
    expect(states).toEqual(['waiting', 'waiting', 'waiting', 'failed']);
  });

  test('counts wrong checksums anew after another outcome', () => {
    ledger.enqueue([upload('a')]);
    const codes: ErrorCode[] = [
      'storage-checksum',
      'storage-checksum',
      'storage-busy',
      'storage-checksum',
      'storage-checksum',
      'storage-checksum',
    ];
    for (const code of codes) {
      const row = take();
      ledger.failed(row, fault(code));
      expect(current(row).state).toBe('waiting');
      now += 10_000_000;
    }
    const row = take();
    ledger.failed(row, fault('storage-checksum'));
    expect(current(row).state).toBe('failed');
    ledger.retry([row.id]);
    ledger.failed(take(), fault('storage-checksum'));
    expect(current(row).state).toBe('waiting');
  });
});

describe('a file that gets through', () => {
  test('is verified, and hastens those that wait for the same storage', () => {
    ledger.enqueue([upload('a'), upload('b'), upload('c'), upload('d', { projectId: 'p2' })]);
    const [a, b, c] = [take(), take(), take()];
    const [d] = ledger.take(roomFor('s3 p2'), new Set());
    ledger.failed(a, fault('storage-unreachable'));
    ledger.failed(b, fault('storage-busy'));
    if (d !== undefined) ledger.failed(d, fault('storage-unreachable'));
    const sha256 = 'a'.repeat(64);
    expect(ledger.verified(c, stored(sha256, 'bucket-now'))).toBe(true);
    expect(current(c)).toMatchObject({
      state: 'verified',
      attempts: 1,
      sha256,
      bucket: 'bucket-now',
      verifiedAt: now,
      errorCode: null,
    });
    expect(current(a).nextTryAt).toBeNull();
    expect(current(b).nextTryAt).not.toBeNull();
    expect(d === undefined ? null : current(d).nextTryAt).not.toBeNull();
    expect(take().id).toBe(a.id);
  });

  test('stays cancelled when it was cancelled meanwhile', () => {
    ledger.enqueue([upload('a')]);
    const row = take();
    expect(ledger.cancel([row.id])).toBe(1);
    expect(ledger.verified(row, stored('a'.repeat(64), 'b'))).toBe(false);
    expect(current(row)).toMatchObject({ state: 'cancelled', errorCode: 'upload-cancelled' });
  });
});

describe('retry by hand', () => {
  test('of all takes what failed or waits, but not what was cancelled', () => {
    ledger.enqueue([upload('a'), upload('b'), upload('c')]);
    const [a, b, c] = [take(), take(), take()];
    ledger.failed(a, fault('storage-credentials'));
    ledger.failed(b, fault('storage-unreachable'));
    ledger.cancel([c.id]);
    expect(ledger.retry('all')).toBe(2);
    expect(current(a)).toMatchObject({ state: 'waiting', attempts: 0, nextTryAt: null });
    expect(current(b)).toMatchObject({ state: 'waiting', attempts: 0, nextTryAt: null });
    expect(current(c).state).toBe('cancelled');
    expect(ledger.retry([c.id])).toBe(1);
    expect(current(c).state).toBe('waiting');
  });

  test('of a recording leaves other recordings and verified files alone', () => {
    ledger.enqueue([upload('a'), upload('b'), upload('a', { recordingId: 'r2' })]);
    const [a, b, other] = [take(), take(), take()];
    ledger.verified(a, stored('a'.repeat(64), 'b'));
    ledger.failed(b, fault('storage-no-bucket'));
    ledger.failed(other, fault('storage-no-bucket'));
    expect(ledger.retry({ recordingId: 'r1' })).toBe(1);
    expect(current(a).state).toBe('verified');
    expect(current(other).state).toBe('failed');
  });
});

describe('files that come again', () => {
  test('change nothing when they are the same, and bring the hash that was missing', () => {
    ledger.enqueue([upload('a')]);
    ledger.enqueue([upload('a', { sha256: 'b'.repeat(64) })]);
    ledger.enqueue([upload('a')]);
    const row = take();
    expect(row.sha256).toBe('b'.repeat(64));
    ledger.verified(row, stored('b'.repeat(64), 'b'));
    ledger.enqueue([upload('a', { sha256: 'b'.repeat(64) })]);
    expect(current(row).state).toBe('verified');
    expect(state.uploads.list()).toHaveLength(1);
  });

  test('are sent again when they were written anew', () => {
    ledger.enqueue([upload('manifest.json', { sha256: 'b'.repeat(64) })]);
    const row = take();
    ledger.verified(row, stored('b'.repeat(64), 'b'));
    ledger.enqueue([upload('manifest.json', { sha256: 'c'.repeat(64) })]);
    expect(current(row)).toMatchObject({ state: 'waiting', sha256: 'c'.repeat(64), attempts: 0 });
    ledger.enqueue([upload('manifest.json', { size: 11 })]);
    expect(current(row)).toMatchObject({ state: 'waiting', sha256: null, size: 11 });
  });

  test('are added all or none', () => {
    expect(() => {
      ledger.enqueue([upload('a'), upload('../b')]);
    }).toThrow();
    expect(state.uploads.list()).toEqual([]);
  });
});

test('what a crash left as uploading is due again, what is really being sent is not', () => {
  ledger.enqueue([upload('a'), upload('b')]);
  const [a, b] = [take(), take()];
  expect(ledger.recover(new Set([b.id]))).toBe(1);
  expect(current(a)).toMatchObject({ state: 'waiting', attempts: 0, nextTryAt: null });
  expect(current(b).state).toBe('uploading');
});

test('a row whose earlier try is still ending is not taken', () => {
  ledger.enqueue([upload('a')]);
  const row = take();
  ledger.cancel([row.id]);
  ledger.retry([row.id]);
  expect(ledger.take(roomFor('s3 p1'), new Set([row.id]))).toEqual([]);
  expect(take().id).toBe(row.id);
});
