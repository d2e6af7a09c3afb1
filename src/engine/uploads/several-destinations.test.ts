/** One project with a bucket and a folder; orders for uploading as a whole. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecorderError } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { DestinationKind, NewUpload } from '../state/upload-rows.ts';
import type { Destination, PutContext, PutOutcome, UploadSource } from './destination.ts';
import { createFolderDestination } from './folder-destination.ts';
import { pathOfKey } from './folder-path.ts';
import { SMALL_FILE_BYTES } from './small-files.ts';
import { createUploadQueue, type UploadQueue, type UploadQueueOptions } from './queue.ts';
import { openSource } from './source-stream.ts';
import { eventually, sha256, writeRecording } from './testing.ts';

let folder: ReturnType<typeof temporaryFolder>;
let state: StateDatabase;
let queues: UploadQueue[];

beforeEach(() => {
  folder = temporaryFolder('several');
  state = openState(join(folder.path, 'state.sqlite'), silentLog);
  queues = [];
});

afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.stop()));
  state.close();
  folder.remove();
});

/** A bucket in memory that reads its sources as the real one does; `hangs` until the signal ends it. */
class Bucket implements Destination {
  readonly kind = 's3';
  readonly bucket = 'in memory';
  readonly stored = new Map<string, string>();
  hangs = false;

  describe(): string {
    return 'the bucket in memory';
  }

  async put(file: UploadSource, { signal, onProgress }: PutContext): Promise<PutOutcome> {
    if (this.hangs) {
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new RecorderError('upload-cancelled', 'ended'));
        });
      });
    }
    const source = openSource(file, onProgress, () => undefined);
    const chunks: Buffer[] = [];
    for await (const chunk of source.body as AsyncIterable<Buffer>) chunks.push(chunk);
    this.stored.set(file.key, sha256(Buffer.concat(chunks)));
    return { how: 'sent', checkedBy: 'stored-checksum', renamedTo: null };
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.hangs = false;
  }
}

function both(): { bucket: Bucket; copies: string; destinations: Destination[] } {
  const bucket = new Bucket();
  const copies = join(folder.path, 'copies');
  mkdirSync(copies);
  const wasUsed = (): boolean => state.uploads.hasVerified('p1', 'folder');
  return {
    bucket,
    copies,
    destinations: [bucket, createFolderDestination({ folder: copies, wasUsed })],
  };
}

function queueTo(
  destinations: readonly Destination[],
  more: Partial<UploadQueueOptions> = {},
): UploadQueue {
  const queue = createUploadQueue({
    state,
    dataFolder: folder.path,
    destinations: new Map([['p1', destinations]]),
    log: silentLog,
    pollMs: 20,
    ...more,
  });
  queues.push(queue);
  queue.start();
  return queue;
}

/** The rows of a recording for each of the destinations. */
function recordingFor(
  kinds: readonly DestinationKind[],
  sizes: readonly number[],
): { files: NewUpload[]; recordingId: string } {
  const { files, recordingId } = writeRecording(folder.path, sizes);
  return {
    recordingId,
    files: kinds.flatMap((destination) => files.map((file) => ({ ...file, destination }))),
  };
}

/** Small ones go up four at a time. */
const large = (more: number): number => SMALL_FILE_BYTES + more;

const stateOf = (recordingId: string, destination: DestinationKind, file: string): string =>
  state.uploads.find(recordingId, destination, file)?.state ?? 'none';

test('each destination has its own state: a bucket that hangs holds up no copy, nor its manifest', async () => {
  const { bucket, copies, destinations } = both();
  bucket.hangs = true;
  const queue = queueTo(destinations, { concurrency: 2 });
  const { files, recordingId } = recordingFor(['s3', 'folder'], [1, 2, 3, 4].map(large));
  queue.enqueue(files);
  await eventually(() => stateOf(recordingId, 'folder', 'manifest.json') === 'verified');
  expect(stateOf(recordingId, 's3', 'manifest.json')).toBe('waiting');
  expect(queue.snapshot().counts).toMatchObject({ verified: 5, uploading: 2, waiting: 3 });
  for (const { objectKey, sha256: expected } of files.filter(
    (row) => row.destination === 'folder',
  )) {
    expect(sha256(readFileSync(pathOfKey(copies, objectKey)))).toBe(expected);
  }
  bucket.hangs = false;
  state.uploadOrders.pause(1);
  queue.ordersChanged();
  await eventually(() => queue.snapshot().counts.uploading === 0);
  state.uploadOrders.resume();
  queue.ordersChanged();
  await queue.settled();
  expect(queue.snapshot().counts).toMatchObject({ verified: 10 });
  expect(bucket.stored.size).toBe(5);
});

test('a pause ends what is being sent, is shown, holds over a restart, and ends by order', async () => {
  const { bucket, destinations } = both();
  bucket.hangs = true;
  const queue = queueTo(destinations);
  queue.enqueue(recordingFor(['s3'], [1000]).files);
  await eventually(() => queue.snapshot().counts.uploading === 1);
  // As another process orders it: through the state file alone.
  const other = openState(state.file, silentLog);
  other.uploadOrders.pause(123);
  other.uploadOrders.pause(456);
  await eventually(() => queue.snapshot().counts.uploading === 0);
  const [row] = queue.snapshot().rows;
  expect(row).toMatchObject({ state: 'waiting', attempts: 0, reason: 'Uploading is paused.' });
  expect(state.uploadOrders.get().pausedAt).toBe(123);
  await queue.settled();
  await queue.stop();
  bucket.hangs = false;
  const next = queueTo(destinations);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(next.snapshot().counts).toMatchObject({ waiting: 2, verified: 0 });
  other.uploadOrders.resume();
  other.close();
  await eventually(() => next.snapshot().counts.verified === 2);
});

test('what a person sends first goes before everything else that waits', async () => {
  const { bucket, destinations } = both();
  state.uploadOrders.pause(1);
  const queue = queueTo(destinations, { concurrency: 1 });
  const early = recordingFor(['s3'], [1, 2].map(large));
  const late = recordingFor(['s3'], [3, 4].map(large));
  queue.enqueue(early.files);
  queue.enqueue(late.files);
  expect(queue.sendFirst({ recordingId: late.recordingId })).toBe(3);
  const [one] = state.uploads
    .list({ recordingId: early.recordingId })
    .filter((r) => r.role === 'segment');
  expect(queue.sendFirst([one?.id ?? 0])).toBe(1);
  expect(state.uploads.history(one?.id ?? 0).map(({ outcome }) => outcome)).toEqual(['sent-first']);
  state.uploadOrders.resume();
  queue.ordersChanged();
  await queue.settled();
  const order = [...bucket.stored.keys()];
  expect(order[0]).toBe(one?.objectKey);
  expect(order.slice(1, 4).every((key) => key.includes(late.recordingId))).toBe(true);
  expect(queue.sendFirst('all')).toBe(0);
});

test('a limit holds over all files together, and a new one counts at once', async () => {
  const { bucket, destinations } = both();
  const queue = queueTo(destinations, { limitBytesPerSecond: 400_000 });
  const { files } = recordingFor(['s3', 'folder'], [200_000, 200_000]);
  const from = performance.now();
  queue.enqueue(files);
  await queue.settled();
  // 800 kB at 400 kB/s; a busy machine only takes longer.
  expect(performance.now() - from).toBeGreaterThan(1500);
  expect(bucket.stored.size).toBe(3);
  state.uploadOrders.setLimit({ bytesPerSecond: null });
  const more = recordingFor(['s3'], [50_000_000]);
  queue.enqueue(more.files);
  await queue.settled();
  expect(bucket.stored.size).toBe(5);
});
