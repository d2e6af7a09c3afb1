import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { S3Server } from '../../../stack/services/s3.ts';
import { viewOfError, type ErrorView } from '../../shared/errors.ts';
import type { S3Config } from '../config/config.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { Destination } from './destination.ts';
import { createS3Destination } from './s3-destination.ts';
import { contextOf, writeSource } from './testing.ts';

/**
 * Against versitygw, which answers errors before it has read the body and closes: with large files the
 * answer is lost in the reset, with small ones it arrives. Both must lead to the same cause.
 */
const sizes = [100, 5_000_000];
const bucket = 'recordings';
let folder: ReturnType<typeof temporaryFolder>;
let server: S3Server;
let destinations: Destination[];

beforeAll(async () => {
  folder = temporaryFolder('real-s3');
  server = await S3Server.create({ folder: folder.path });
  await server.start();
  await server.createBucket(bucket);
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

beforeEach(() => {
  destinations = [];
});

afterEach(() => {
  for (const destination of destinations) destination.close();
});

function destinationWith(more: Partial<S3Config> = {}): Destination {
  const destination = createS3Destination({
    config: {
      endpoint: server.endpoint,
      region: server.region,
      accessKey: server.accessKey,
      secretKey: server.secretKey,
      bucket,
      ...more,
    },
    plainHosts: ['127.0.0.1'],
  });
  destinations.push(destination);
  return destination;
}

async function failure(work: Promise<unknown>): Promise<ErrorView> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).not.toBeNull();
  const view = viewOfError(thrown);
  expect(view.message).not.toContain(server.accessKey);
  expect(view.message).not.toContain(server.secretKey);
  return view;
}

describe.each(sizes)('a file of %i bytes', (size) => {
  const put = (destination: Destination, key: string, bytes = randomBytes(size)) =>
    destination.put(writeSource(folder.path, bytes, key), contextOf());

  test('is stored byte-exact under any safe key, with type and metadata', async () => {
    const key = `alpha-p1/Pilot 1 (a)'!*/text-egress/all-topics/r${size}/messages-000001.jsonl`;
    const bytes = randomBytes(size);
    expect(await put(destinationWith(), key, bytes)).toEqual({
      how: 'sent',
      checkedBy: 'stored-checksum',
      renamedTo: null,
    });
    expect(Buffer.from(await server.readObject(bucket, key)).equals(bytes)).toBe(true);
    const client = server.client();
    const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    client.destroy();
    expect(head.ContentType).toBe('application/jsonl');
    expect(head.Metadata).toMatchObject({ 'recording-id': 'r1' });
  });

  test('that is there already with the same bytes counts as stored', async () => {
    const bytes = randomBytes(size);
    await put(destinationWith(), `same-${size}`, bytes);
    expect(await put(destinationWith(), `same-${size}`, bytes)).toEqual({
      how: 'already-there',
      checkedBy: 'stored-checksum',
      renamedTo: null,
    });
  });

  test('does not overwrite another one, but gets a name of its own', async () => {
    const bytes = randomBytes(size);
    const mine = randomBytes(size);
    await put(destinationWith(), `other-${size}`, bytes);
    expect(await put(destinationWith(), `other-${size}`, mine)).toMatchObject({
      how: 'sent',
      renamedTo: `other-${size}~2`,
    });
    const stored = await server.readObject(bucket, `other-${size}`);
    expect(Buffer.from(stored).equals(bytes)).toBe(true);
    const beside = await server.readObject(bucket, `other-${size}~2`);
    expect(Buffer.from(beside).equals(mine)).toBe(true);
  });

  test.each([
    ['a wrong secret', { secretKey: 'not-the-secret' }, 'storage-credentials'],
    ['an unknown access key', { accessKey: 'nobody' }, 'storage-credentials'],
    ['a bucket that does not exist', { bucket: 'not-there' }, 'storage-no-bucket'],
    ['a wrong region', { region: 'eu-west-1' }, 'storage-region'],
  ])('with %s fails and names the cause', async (_what, wrong, code) => {
    const view = await failure(put(destinationWith(wrong), `wrong-${size}`));
    expect(view).toMatchObject({ code, retryable: false });
    expect(view.message).toContain(
      `bucket ${'bucket' in wrong ? wrong.bucket : bucket} at http://`,
    );
    expect(await server.listObjects(bucket, 'wrong-')).toEqual([]);
  });
});

test('an empty file is stored', async () => {
  const source = writeSource(folder.path, Buffer.alloc(0), 'empty');
  await destinationWith().put(source, contextOf());
  expect(await server.listObjects(bucket, 'empty')).toEqual([{ key: 'empty', size: 0 }]);
});

test('a probe writes one object and reads it back, again and again', async () => {
  const destination = destinationWith();
  await destination.probe('probe.txt');
  await destination.probe('probe.txt');
  expect(await server.listObjects(bucket, 'probe')).toHaveLength(1);
  const wrong = destinationWith({ secretKey: 'not-the-secret' });
  expect(await failure(wrong.probe('probe.txt'))).toMatchObject({ code: 'storage-credentials' });
});

test('a server that hangs is given up after the idle limit; one that is gone at once', async () => {
  const destination = createS3Destination({
    config: {
      endpoint: server.endpoint,
      region: server.region,
      accessKey: server.accessKey,
      secretKey: server.secretKey,
      bucket,
    },
    plainHosts: ['127.0.0.1'],
    limits: { connectMs: 2_000, idleMs: 1_000 },
  });
  destinations.push(destination);
  const source = writeSource(folder.path, randomBytes(20_000_000), 'hanging');
  const put = (): Promise<unknown> => destination.put(source, contextOf());
  server.pause();
  try {
    expect(await failure(put())).toMatchObject({ code: 'storage-timeout', retryable: true });
  } finally {
    server.resume();
  }
  await server.stop();
  expect(await failure(put())).toMatchObject({ code: 'storage-unreachable', retryable: true });
  await server.start();
  await put();
  expect(await server.listObjects(bucket, 'hanging')).toHaveLength(1);
});
