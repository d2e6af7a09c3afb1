import { appendFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RecorderError, type ErrorCode } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { Destination, PutContext, PutOutcome, UploadSource } from './destination.ts';
import { UploadLedger } from './ledger.ts';
import { createUploadQueue, type UploadQueue } from './queue.ts';
import { SMALL_FILE_BYTES } from './small-files.ts';
import type { UploadView } from '../../shared/snapshot.ts';
import { eventually, writeRecording } from './testing.ts';

let folder: ReturnType<typeof temporaryFolder>;
let state: StateDatabase;
let queues: UploadQueue[];

beforeEach(() => {
  folder = temporaryFolder('queue');
  state = openState(join(folder.path, 'state.sqlite'), silentLog);
  queues = [];
});

afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.stop()));
  state.close();
  folder.remove();
});

type Behaviour = (file: UploadSource, context: PutContext) => Promise<void>;

/** A destination whose every `put` goes as told; counts how many are under way at once. */
class ToldDestination implements Destination {
  readonly kind = 's3';
  readonly bucket = 'told';
  readonly keys: string[] = [];
  readonly abandoned: string[] = [];
  behaviour: Behaviour;
  under = 0;
  most = 0;

  constructor(behaviour: Behaviour = () => Promise.resolve()) {
    this.behaviour = behaviour;
  }

  describe(): string {
    return 'the told destination';
  }

  async put(file: UploadSource, context: PutContext): Promise<PutOutcome> {
    this.under += 1;
    this.most = Math.max(this.most, this.under);
    try {
      context.onProgress(file.size);
      await this.behaviour(file, context);
      this.keys.push(file.key);
      return { how: 'sent', checkedBy: 'stored-checksum', renamedTo: null };
    } finally {
      this.under -= 1;
    }
  }

  abandon(token: string): Promise<void> {
    this.abandoned.push(token);
    return Promise.resolve();
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.keys.length = 0;
  }
}

/** Sends until the signal ends it. */
const hang: Behaviour = (_file, { signal }) =>
  new Promise((_resolve, reject) => {
    const end = (): void => {
      reject(new RecorderError('upload-cancelled', 'ended'));
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
  });
const fail =
  (code: ErrorCode): Behaviour =>
  () =>
    Promise.reject(new RecorderError(code, `words of ${code}`));

function queueTo(
  destinations: Record<string, Destination>,
  more: Partial<Parameters<typeof createUploadQueue>[0]> = {},
): UploadQueue {
  const queue = createUploadQueue({
    state,
    dataFolder: folder.path,
    destinations: new Map(Object.entries(destinations).map(([id, one]) => [id, [one]])),
    log: silentLog,
    pollMs: 20,
    ...more,
  });
  queues.push(queue);
  return queue;
}

function rowOf(queue: UploadQueue, file: string): UploadView {
  const row = queue.snapshot().rows.find((view) => view.file === file);
  if (row === undefined) throw new Error(`${file} is not in the snapshot`);
  return row;
}

test('files go up with bounded concurrency, each manifest after all of its recording', async () => {
  let under = 0;
  let most = 0;
  const destination = new ToldDestination(async ({ size }) => {
    const place = size > SMALL_FILE_BYTES ? 1 : 0;
    under += place;
    most = Math.max(most, under);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
    under -= place;
  });
  const queue = queueTo({ p1: destination }, { concurrency: 2 });
  const large = SMALL_FILE_BYTES + 1;
  const recordings = [1, 2, 3].map(() => writeRecording(folder.path, [large, large, large]));
  for (const { files } of recordings) queue.enqueue([...files].reverse());
  queue.start();
  await queue.settled();
  expect(most).toBe(2);
  expect(destination.keys).toHaveLength(12);
  for (const { files, recordingId } of recordings) {
    const own = destination.keys.filter((key) => key.includes(recordingId));
    expect(own.at(-1)).toBe(files.at(-1)?.objectKey);
  }
  expect(queue.snapshot().counts).toMatchObject({ verified: 12, waiting: 0 });
});

test('four small files take the place of one, beside large ones as well', async () => {
  const under = { small: 0, large: 0 };
  const most = { small: 0, large: 0, places: 0 };
  const destination = new ToldDestination(async ({ size }) => {
    const kind = size > SMALL_FILE_BYTES ? 'large' : 'small';
    under[kind] += 1;
    most[kind] = Math.max(most[kind], under[kind]);
    most.places = Math.max(most.places, under.large + under.small / 4);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
    under[kind] -= 1;
  });
  const queue = queueTo({ p1: destination }, { concurrency: 2 });
  const small = Array.from({ length: 30 }, () => SMALL_FILE_BYTES);
  queue.enqueue(writeRecording(folder.path, small).files);
  queue.start();
  await queue.settled();
  expect(most).toMatchObject({ small: 8, large: 0 });
  const large = Array.from({ length: 6 }, () => SMALL_FILE_BYTES + 1);
  queue.enqueue(writeRecording(folder.path, [...large, ...small, ...large]).files);
  await queue.settled();
  expect(most.large).toBe(2);
  // A large one begins as long as a quarter of a place is free.
  expect(most.places).toBeLessThanOrEqual(2.75);
});

test('a hash that is not known yet is computed and kept', async () => {
  const destination = new ToldDestination();
  const queue = queueTo({ p1: destination });
  const known = writeRecording(folder.path, [5_000], { hashed: true });
  queue.enqueue(known.files.map((file) => ({ ...file, sha256: null })));
  queue.start();
  await queue.settled();
  const hashes = state.uploads.list().map((row) => row.sha256);
  expect(new Set(hashes)).toEqual(new Set(known.files.map((file) => file.sha256)));
});

describe('one file that is stuck', () => {
  test('does not hold up others, and blocks only its own manifest', async () => {
    const stuck = writeRecording(folder.path, [10, 20]);
    const other = writeRecording(folder.path, [10], { projectId: 'p2' });
    const bad = stuck.files[0]?.objectKey ?? '';
    const p1 = new ToldDestination((file, context) =>
      file.key === bad ? fail('storage-forbidden')(file, context) : Promise.resolve(),
    );
    const queue = queueTo({ p1, p2: new ToldDestination() });
    queue.enqueue([...stuck.files, ...other.files]);
    queue.start();
    // The manifest waits for a file that needs a person: nothing more happens by itself.
    await queue.settled();
    expect(queue.snapshot().counts).toEqual({
      waiting: 1,
      uploading: 0,
      verified: 3,
      failed: 1,
      cancelled: 0,
    });
    const views = queue.snapshot().rows.filter((row) => row.recordingId === stuck.recordingId);
    expect(views.find((row) => row.state === 'failed')).toMatchObject({
      attempts: 1,
      errorCode: 'storage-forbidden',
      reason: 'words of storage-forbidden',
      fix: 'Give this key the right to put and read objects.',
      destination: 'the told destination',
      nextTryAt: null,
    });
    expect(views.find((row) => row.role === 'manifest')).toMatchObject({
      state: 'waiting',
      reason: 'It goes up when every other file of its recording is verified.',
      fix: null,
    });
    p1.behaviour = () => Promise.resolve();
    expect(queue.retry({ recordingId: stuck.recordingId })).toBe(2);
    await queue.settled();
    expect(queue.snapshot().counts.verified).toBe(5);
  });

  test('is tried again by itself and says when', async () => {
    let now = 1_000;
    const destination = new ToldDestination(fail('storage-unreachable'));
    const queue = queueTo({ p1: destination }, { now: () => now });
    queue.enqueue(writeRecording(folder.path, [10]).files);
    queue.start();
    await eventually(() => rowOf(queue, 'messages-000001.jsonl').attempts === 1);
    const view = rowOf(queue, 'messages-000001.jsonl');
    expect(view).toMatchObject({ state: 'waiting', reason: 'words of storage-unreachable' });
    expect(view.nextTryAt).toBeGreaterThan(now);
    destination.behaviour = () => Promise.resolve();
    now = view.nextTryAt ?? 0;
    await queue.settled();
    expect(queue.snapshot().counts.verified).toBe(2);
  });
});

describe('the local file', () => {
  const outcome = async (damage: (path: string) => void): Promise<UploadView> => {
    const queue = queueTo({ p1: new ToldDestination() });
    const { files } = writeRecording(folder.path, [10]);
    const [file] = files;
    if (file === undefined) throw new Error('no file');
    damage(join(folder.path, file.folder, file.file));
    queue.enqueue([file]);
    queue.start();
    await queue.settled();
    return rowOf(queue, file.file);
  };

  test('that is gone fails and says so', async () => {
    const view = await outcome((path) => {
      rmSync(path);
    });
    expect(view).toMatchObject({ state: 'failed', errorCode: 'upload-source-missing' });
  });

  test('of another size is not sent', async () => {
    const view = await outcome((path) => {
      appendFileSync(path, 'x');
    });
    expect(view).toMatchObject({ state: 'failed', errorCode: 'recording-damaged' });
    expect(view.reason).toContain('has 11 bytes; 10 were written');
  });

  test('that is a link is not followed', async () => {
    const view = await outcome((path) => {
      rmSync(path);
      symlinkSync('/etc/hostname', path);
    });
    expect(view).toMatchObject({ state: 'failed', errorCode: 'recording-damaged' });
  });
});

test('without a destination files wait, and go when there is one', async () => {
  const queue = queueTo({});
  queue.enqueue(writeRecording(folder.path, [10]).files);
  queue.start();
  await queue.settled();
  expect(rowOf(queue, 'messages-000001.jsonl')).toMatchObject({
    state: 'waiting',
    destination: null,
    reason: 'No bucket is set up for this project.',
  });
  queue.setDestinations('p1', [new ToldDestination()]);
  await queue.settled();
  expect(queue.snapshot().counts.verified).toBe(2);
});

test('stop ends what is being sent and leaves it due; the next start sends it', async () => {
  const destination = new ToldDestination(hang);
  const first = queueTo({ p1: destination });
  first.enqueue(writeRecording(folder.path, [10, 20]).files);
  first.start();
  await eventually(() => destination.under === 2);
  expect(rowOf(first, 'messages-000002.jsonl')).toMatchObject({
    state: 'uploading',
    bytesSent: 20,
  });
  await first.stop();
  expect(destination.under).toBe(0);
  expect(first.snapshot().counts).toMatchObject({ waiting: 3, uploading: 0 });
  expect(rowOf(first, 'messages-000001.jsonl').attempts).toBe(0);
  const second = queueTo({ p1: new ToldDestination() });
  second.start();
  await second.settled();
  expect(second.snapshot().counts.verified).toBe(3);
});

test('cancelling ends the upload; a retry at once sends it again, one at a time', async () => {
  const destination = new ToldDestination(hang);
  const queue = queueTo({ p1: destination });
  queue.enqueue(writeRecording(folder.path, [10]).files.slice(0, 1));
  queue.start();
  await eventually(() => destination.under === 1);
  const { id } = rowOf(queue, 'messages-000001.jsonl');
  expect(queue.cancel([id])).toBe(1);
  destination.behaviour = () => Promise.resolve();
  expect(queue.retry([id])).toBe(1);
  await queue.settled();
  expect(rowOf(queue, 'messages-000001.jsonl').state).toBe('verified');
  expect(destination.most).toBe(1);
});

test('what a transfer saved is there for the next one, and forgotten once it is verified', async () => {
  const destination = new ToldDestination((file, context) => {
    context.resume.save('part 1 is there');
    return hang(file, context);
  });
  const first = queueTo({ p1: destination });
  first.enqueue(writeRecording(folder.path, [10]).files.slice(0, 1));
  first.start();
  await eventually(() => destination.under === 1);
  await first.stop();
  const tokens: (string | null)[] = [];
  const second = queueTo({
    p1: new ToldDestination((_file, { resume }) => {
      tokens.push(resume.token);
      return Promise.resolve();
    }),
  });
  second.start();
  await second.settled();
  expect(tokens).toEqual(['part 1 is there']);
  expect(state.uploads.list().map((row) => row.resumeToken)).toEqual([null]);
});

test('what a cancelled transfer left is cleared away', async () => {
  const destination = new ToldDestination((file, context) => {
    context.resume.save('part 1 is there');
    return hang(file, context);
  });
  const queue = queueTo({ p1: destination });
  queue.enqueue(writeRecording(folder.path, [10]).files.slice(0, 1));
  queue.start();
  await eventually(() => destination.under === 1);
  queue.cancel([rowOf(queue, 'messages-000001.jsonl').id]);
  await eventually(() => state.uploads.list()[0]?.resumeToken === null);
  expect(destination.abandoned).toEqual(['part 1 is there']);
});

test('what another process retries or cancels is noticed', async () => {
  const destination = new ToldDestination(fail('storage-credentials'));
  const queue = queueTo({ p1: destination });
  queue.enqueue(writeRecording(folder.path, [10]).files.slice(0, 1));
  queue.start();
  await queue.settled();
  const { id } = rowOf(queue, 'messages-000001.jsonl');
  expect(rowOf(queue, 'messages-000001.jsonl').state).toBe('failed');

  const other = openState(join(folder.path, 'state.sqlite'), silentLog);
  const theirs = new UploadLedger(other.uploads, Date.now);
  destination.behaviour = hang;
  theirs.retry('all');
  await eventually(() => destination.under === 1);
  theirs.cancel([id]);
  await eventually(() => destination.under === 0);
  expect(rowOf(queue, 'messages-000001.jsonl')).toMatchObject({
    state: 'cancelled',
    reason: 'Cancelled by hand.',
  });
  other.close();
});

test('changes are announced', async () => {
  let changes = 0;
  const queue = queueTo(
    { p1: new ToldDestination() },
    {
      onChange: () => {
        changes += 1;
      },
    },
  );
  queue.enqueue(writeRecording(folder.path, [10]).files);
  expect(changes).toBeGreaterThan(0);
  queue.start();
  await queue.settled();
  const before = changes;
  queue.cancel([]);
  expect(changes).toBe(before + 1);
});
