import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListPartsCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { StoreRelay } from '../../../stack/network/store-relay.ts';
import { S3Server } from '../../../stack/services/s3.ts';
import { silentLog } from '../../shared/log.ts';
import type { S3Config } from '../config/config.ts';
import { hashFile } from '../recording/file-hash.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { startChild, temporaryFolder, type TestChild } from '../state/testing.ts';
import type { Destination } from './destination.ts';
import { UploadLedger } from './ledger.ts';
import { readToken } from './multipart-token.ts';
import { createUploadQueue, type UploadQueue } from './queue.ts';
import { createS3Destination } from './s3-destination.ts';
import { eventually, writeRecording } from './testing.ts';

const bucket = 'recordings';
const child = new URL('upload-child.fixture.ts', import.meta.url);
let serverFolder: ReturnType<typeof temporaryFolder>;
let server: S3Server;
let folder: ReturnType<typeof temporaryFolder>;
let state: StateDatabase;
let closers: (() => Promise<void> | void)[];

beforeAll(async () => {
  serverFolder = temporaryFolder('queue-s3');
  server = await S3Server.create({ folder: serverFolder.path });
  await server.start();
  await server.createBucket(bucket);
});

afterAll(async () => {
  await server.stop();
  serverFolder.remove();
});

beforeEach(() => {
  folder = temporaryFolder('queue-data');
  state = openState(join(folder.path, 'state.sqlite'), silentLog);
  closers = [];
});

afterEach(async () => {
  for (const close of closers) await close();
  state.close();
  folder.remove();
});

function config(more: Partial<S3Config> = {}): S3Config {
  return {
    endpoint: server.endpoint,
    region: server.region,
    accessKey: server.accessKey,
    secretKey: server.secretKey,
    bucket,
    ...more,
  };
}

function destinationWith(more: Partial<S3Config> = {}): Destination {
  return createS3Destination({ config: config(more), plainHosts: ['127.0.0.1'] });
}

function queueTo(destinations: Record<string, Destination>, now?: () => number): UploadQueue {
  const queue = createUploadQueue({
    state,
    dataFolder: folder.path,
    destinations: new Map(Object.entries(destinations).map(([id, one]) => [id, [one]])),
    log: silentLog,
    pollMs: 50,
    ...(now === undefined ? {} : { now }),
  });
  closers.push(async () => {
    await queue.stop();
    for (const destination of Object.values(destinations)) destination.close();
  });
  queue.start();
  return queue;
}

/** Every file of a recording is in the bucket under its key, byte by byte. */
async function expectStored(recording: ReturnType<typeof writeRecording>): Promise<void> {
  for (const [index, file] of recording.files.entries()) {
    const stored = Buffer.from(await server.readObject(bucket, file.objectKey));
    expect(stored.equals(recording.contents[index] ?? Buffer.alloc(0))).toBe(true);
  }
}

test('a recording goes up whole, its manifest last', async () => {
  const recording = writeRecording(folder.path, [1_000_000, 70_000, 0]);
  const queue = queueTo({ p1: destinationWith() });
  queue.enqueue(recording.files);
  await queue.settled();
  await expectStored(recording);
  const rows = state.uploads.list({ recordingId: recording.recordingId });
  expect(rows.every((row) => row.state === 'verified')).toBe(true);
  const manifest = rows.find((row) => row.role === 'manifest');
  for (const row of rows) {
    expect(row.verifiedAt).toBeLessThanOrEqual(manifest?.verifiedAt ?? 0);
  }
});

test('while the server is away uploads wait and say why; they complete by themselves', async () => {
  await server.stop();
  const recording = writeRecording(folder.path, [200_000, 300_000]);
  const queue = queueTo({ p1: destinationWith() });
  queue.enqueue(recording.files);
  const waiting = await eventually(() =>
    queue.snapshot().rows.find((row) => row.attempts > 0 && row.nextTryAt !== null),
  );
  expect(waiting).toMatchObject({ state: 'waiting', errorCode: 'storage-unreachable' });
  expect(waiting.reason).toContain('connection refused');
  await server.start();
  await queue.settled();
  await expectStored(recording);
});

test('a wrong secret stops the upload at once; a retry succeeds with the right one', async () => {
  const recording = writeRecording(folder.path, [5_000_000]);
  const other = writeRecording(folder.path, [1_000], { projectId: 'p2' });
  const wrong = destinationWith({ secretKey: 'not-the-secret' });
  const queue = queueTo({ p1: wrong, p2: destinationWith() });
  queue.enqueue([...recording.files, ...other.files]);
  await eventually(() => queue.snapshot().counts.failed === 1);
  await eventually(() => queue.snapshot().counts.verified === 2);
  const failed = queue.snapshot().rows.find((row) => row.state === 'failed');
  expect(failed).toMatchObject({ attempts: 1, errorCode: 'storage-credentials', nextTryAt: null });
  await expectStored(other);

  queue.setDestinations('p1', [destinationWith()]);
  wrong.close();
  expect(queue.snapshot().counts.failed).toBe(1);
  // As `upload --retry` does it: from another connection to the state file.
  const second = openState(join(folder.path, 'state.sqlite'), silentLog);
  new UploadLedger(second.uploads, Date.now).retry('all');
  second.close();
  await queue.settled();
  await expectStored(recording);
});

test('an object that is in the way is left alone; the file gets a name of its own, written down', async () => {
  const recording = writeRecording(folder.path, [10_000]);
  const [segment] = recording.files;
  if (segment === undefined) throw new Error('a file expected');
  const blocker = writeRecording(folder.path, [20]);
  const queue = queueTo({ p1: destinationWith() });
  queue.enqueue(
    blocker.files.slice(0, 1).map((file) => ({ ...file, objectKey: segment.objectKey })),
  );
  await queue.settled();
  queue.enqueue(recording.files);
  await queue.settled();
  expect(queue.snapshot().counts).toMatchObject({ verified: 3, failed: 0 });
  const spare = segment.objectKey.replace('.jsonl', '~2.jsonl');
  expect(state.uploads.find(segment.recordingId, 's3', segment.file)?.storedKey).toBe(spare);
  const row = queue.snapshot().rows.find(({ recordingId, role }) => {
    return recordingId === segment.recordingId && role === 'segment';
  });
  expect(row?.reason).toBe(`It is stored as ${spare}: another object has its name.`);
  const stored = await server.readObject(bucket, segment.objectKey);
  expect(Buffer.from(stored).equals(blocker.contents[0] ?? Buffer.alloc(1))).toBe(true);
  const beside = await server.readObject(bucket, spare);
  expect(Buffer.from(beside).equals(recording.contents[0] ?? Buffer.alloc(1))).toBe(true);
});

/** A process that uploads through the relay. */
function startUploader({ endpoint }: StoreRelay): TestChild {
  const started = startChild(child, [folder.path, JSON.stringify(config({ endpoint }))]);
  closers.push(() => started.kill('SIGKILL'));
  return started;
}

test('killed in the middle of an upload, the next start completes it', async () => {
  const recording = writeRecording(folder.path, [5_000_000, 1_000]);
  new UploadLedger(state.uploads, Date.now).enqueue(recording.files);
  const relay = await StoreRelay.start(server.port);
  closers.push(() => relay.stop());
  // A store that hangs holds the upload in its middle until the kill.
  relay.set('hang', ({ operation }) => operation === 'put');
  const killed = startUploader(relay);
  expect(await killed.line()).toBe('uploading');
  await killed.kill('SIGKILL');
  relay.set(null);
  expect(state.uploads.counts()).toMatchObject({ uploading: 1, waiting: 2 });
  const next = startUploader(relay);
  let line = await next.line();
  if (line === 'uploading') line = await next.line();
  expect(line).toBe('settled');
  expect(await next.exited()).toBe(0);
  expect(state.uploads.counts()).toMatchObject({ verified: 3 });
  await expectStored(recording);
});

/** Bytes that differ in every place, without holding a gigabyte of random ones. */
async function writeLarge(path: string, size: number): Promise<void> {
  const block = randomBytes(1024 * 1024);
  const file = await open(path, 'w');
  for (let at = 0; at < size; at += block.length) {
    block.writeDoubleBE(at, 0);
    await file.write(block);
  }
  await file.close();
}

test('killed in the middle of a large upload, the next start sends no finished part again', async () => {
  const isFull = process.env['RECORDER_TEST_FULL'] === '1';
  const parts = isFull ? 64 : 6;
  const size = parts * 16 * 1024 * 1024;
  const recording = writeRecording(folder.path, [1]);
  const [small] = recording.files;
  if (small === undefined) throw new Error('a file expected');
  const path = join(folder.path, small.folder, small.file);
  await writeLarge(path, size);
  const sha256 = await hashFile(path);
  new UploadLedger(state.uploads, Date.now).enqueue([{ ...small, size, sha256 }]);
  const relay = await StoreRelay.start(server.port);
  closers.push(() => relay.stop());
  const half = parts / 2;
  const numberOf = (url: string): number =>
    Number(new URL(url, 'http://store').searchParams.get('partNumber'));
  relay.set('hang', ({ operation, url }) => operation === 'part' && numberOf(url) > half);
  const killed = startUploader(relay);
  const client = server.client();
  closers.push(() => {
    client.destroy();
  });
  /** What the store has of the upload that the ledger names. */
  const finished = async (): Promise<number[]> => {
    const token = readToken(state.uploads.list()[0]?.resumeToken ?? null);
    if (token === null) return [];
    const { Parts = [] } = await client.send(
      new ListPartsCommand({ Bucket: bucket, Key: token.key, UploadId: token.uploadId }),
    );
    return Parts.map(({ PartNumber }) => PartNumber ?? 0).sort((a, b) => a - b);
  };
  while ((await finished()).length < half) await sleep(50);
  await killed.kill('SIGKILL');
  const there = await finished();
  expect(there).toHaveLength(half);
  relay.set(null);
  const before = relay.requests.length;
  const next = startUploader(relay);
  let line = await next.line();
  if (line === 'uploading') line = await next.line();
  expect(line).toBe('settled');
  expect(await next.exited()).toBe(0);
  const sent = relay.requests
    .slice(before)
    .filter(({ operation }) => operation === 'part')
    .map(({ url }) => numberOf(url))
    .sort((a, b) => a - b);
  expect(sent).toEqual(Array.from({ length: parts - half }, (_, index) => half + 1 + index));
  expect(state.uploads.counts()).toMatchObject({ verified: 1 });
  expect(state.uploads.list()[0]?.resumeToken).toBeNull();
  expect(await hashFile(join(server.dataFolder, bucket, small.objectKey))).toBe(sha256);
}, 300_000);
