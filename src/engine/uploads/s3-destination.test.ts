import { randomBytes } from 'node:crypto';
import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { viewOfError, type ErrorView } from '../../shared/errors.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { Destination, PutOutcome } from './destination.ts';
import { createS3Destination } from './s3-destination.ts';
import { contextOf, errorXml, fakeStore, type FakeStore, sha256, writeSource } from './testing.ts';

let folder: ReturnType<typeof temporaryFolder>;
let closers: (() => Promise<void> | void)[];

beforeEach(() => {
  folder = temporaryFolder('s3');
  closers = [];
});

afterEach(async () => {
  for (const close of closers) await close();
  folder.remove();
});

/** A store with objects in memory that keeps no SHA-256, and may be told to misbehave. */
async function plainStore(
  misbehave: (request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean = () =>
    false,
): Promise<{ destination: Destination; objects: Map<string, Buffer>; store: FakeStore }> {
  const objects = new Map<string, Buffer>();
  const store = await fakeStore((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (misbehave(request, response, body)) return;
      const key = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
      const there = objects.get(key);
      const isConditional = request.headers['if-none-match'] === '*';
      if (request.method === 'PUT' && there !== undefined && isConditional) {
        response.writeHead(412).end();
      } else if (request.method === 'PUT') {
        objects.set(key, body);
        response.writeHead(200).end();
      } else if (there === undefined) response.writeHead(404).end();
      else {
        response.writeHead(200, { 'content-length': there.length, etag: '"its etag"' });
        response.end(request.method === 'GET' ? there : undefined);
      }
    });
  });
  const destination = destinationAt(store.endpoint);
  closers.push(() => store.close());
  return { destination, objects, store };
}

function destinationAt(endpoint: string): Destination {
  const destination = createS3Destination({
    config: { accessKey: 'ak', secretKey: 'sk', endpoint, bucket: 'recordings', region: 'r1' },
    plainHosts: ['127.0.0.1'],
    limits: { connectMs: 5_000, idleMs: 5_000 },
  });
  closers.push(() => {
    destination.close();
  });
  return destination;
}

async function failure(outcome: Promise<PutOutcome>): Promise<ErrorView> {
  const thrown: unknown = await outcome.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).not.toBeNull();
  return viewOfError(thrown);
}

test('a store that keeps no SHA-256 is read back in full', async () => {
  const { destination, objects, store } = await plainStore();
  const bytes = randomBytes(300_000);
  const progress: number[] = [];
  const outcome = await destination.put(
    writeSource(folder.path, bytes, 'a/b'),
    contextOf({ onProgress: (sent) => progress.push(sent) }),
  );
  expect(outcome).toEqual({ how: 'sent', checkedBy: 'read-back', renamedTo: null });
  expect(objects.get('/recordings/a/b')?.equals(bytes)).toBe(true);
  expect(progress.at(-1)).toBe(300_000);
  // The last one proves that the store keeps conditions.
  expect(store.requests).toEqual([
    'HEAD /recordings/a/b',
    'PUT /recordings/a/b',
    'HEAD /recordings/a/b',
    'GET /recordings/a/b',
    'PUT /recordings/a/b',
  ]);
  await destination.put(writeSource(folder.path, bytes, 'a/c'), contextOf());
  expect(store.requests.slice(5)).toEqual([
    'PUT /recordings/a/c',
    'HEAD /recordings/a/c',
    'GET /recordings/a/c',
  ]);
});

test('an empty file is a file', async () => {
  const { destination, objects } = await plainStore();
  await destination.put(writeSource(folder.path, Buffer.alloc(0), 'empty'), contextOf());
  expect(objects.get('/recordings/empty')?.length).toBe(0);
});

test('a store that mangles what it keeps is found out', async () => {
  const { destination, objects } = await plainStore((request) => {
    if (request.method === 'HEAD' && objects.size > 0) {
      objects.set('/recordings/a', Buffer.from('hellO'));
    }
    return false;
  });
  const view = await failure(
    destination.put(writeSource(folder.path, Buffer.from('hello'), 'a'), contextOf()),
  );
  expect(view).toMatchObject({ code: 'storage-checksum' });
});

test('a lost reply costs nothing: the object that is there is recognised', async () => {
  let cut = true;
  const { destination, objects, store } = await plainStore((request, _response, body) => {
    if (request.method !== 'PUT' || !cut) return false;
    cut = false;
    objects.set('/recordings/a', body);
    request.socket.destroy();
    return true;
  });
  const source = writeSource(folder.path, Buffer.from('hello'), 'a');
  expect(await destination.put(source, contextOf())).toMatchObject({ how: 'already-there' });
  expect(await destination.put(source, contextOf())).toMatchObject({ how: 'already-there' });
  expect(store.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(2);
});

test('another object of that name is never overwritten: the file gets the next free one', async () => {
  const { destination, objects } = await plainStore();
  const put = (content: string): Promise<PutOutcome> =>
    destination.put(
      writeSource(folder.path, Buffer.from(content), 'r.1/m-000001.jsonl'),
      contextOf(),
    );
  expect((await put('HELLO')).renamedTo).toBeNull();
  expect(await put('hello')).toMatchObject({ how: 'sent', renamedTo: 'r.1/m-000001~2.jsonl' });
  expect(await put('third')).toMatchObject({ how: 'sent', renamedTo: 'r.1/m-000001~3.jsonl' });
  expect(await put('hello')).toMatchObject({
    how: 'already-there',
    renamedTo: 'r.1/m-000001~2.jsonl',
  });
  expect([...objects.values()].map(String)).toEqual(['HELLO', 'hello', 'third']);
});

describe('a store that does not know conditional requests', () => {
  test.each([
    [501, 'NotImplemented'],
    [400, 'InvalidArgument'],
  ])('and answers %i is asked what is there instead', async (status, code) => {
    const { destination, objects, store } = await plainStore((request, response) => {
      if (request.headers['if-none-match'] === undefined) return false;
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(errorXml(code, 'A header that is not implemented.'));
      return true;
    });
    const put = (content: string, key: string): Promise<PutOutcome> =>
      destination.put(writeSource(folder.path, Buffer.from(content), key), contextOf());
    expect(await put('one', 'a')).toMatchObject({ how: 'sent', renamedTo: null });
    expect(await put('two', 'a')).toMatchObject({ how: 'sent', renamedTo: 'a~2' });
    const before = store.requests.length;
    expect(await put('one', 'b')).toMatchObject({ how: 'sent', renamedTo: null });
    expect(store.requests.slice(before).map((line) => line.split(' ')[0])).toEqual([
      'HEAD',
      'PUT',
      'HEAD',
      'GET',
    ]);
    expect([...objects].map(([key, bytes]) => `${key} ${bytes.toString()}`)).toEqual([
      '/recordings/a one',
      '/recordings/a~2 two',
      '/recordings/b one',
    ]);
  });

  test('and overwrites in spite of them is found out before it can', async () => {
    const { destination, objects } = await plainStore((request, response, body) => {
      if (request.method !== 'PUT') return false;
      objects.set(request.url?.split('?')[0] ?? '', body);
      response.writeHead(200).end();
      return true;
    });
    const put = (content: string, key: string): Promise<PutOutcome> =>
      destination.put(writeSource(folder.path, Buffer.from(content), key), contextOf());
    objects.set('/recordings/a', Buffer.from('mine'));
    expect(await put('one', 'a')).toMatchObject({ renamedTo: 'a~2' });
    objects.set('/recordings/b', Buffer.from('mine too'));
    expect(await put('one', 'b')).toMatchObject({ renamedTo: 'b~2' });
    expect(objects.get('/recordings/a')?.toString()).toBe('mine');
    expect(objects.get('/recordings/b')?.toString()).toBe('mine too');
  });
});

test('an object that is not there after it was taken is missed', async () => {
  const { destination, objects } = await plainStore((request) => {
    if (request.method === 'HEAD') objects.clear();
    return false;
  });
  const view = await failure(
    destination.put(writeSource(folder.path, Buffer.from('hello'), 'a'), contextOf()),
  );
  expect(view).toMatchObject({ code: 'storage-failed', retryable: true });
});

test('the fault of a local file is not blamed on the storage', async () => {
  const { destination, objects } = await plainStore();
  const bytes = randomBytes(200_000);
  const put = (damage: (path: string) => void): Promise<ErrorView> => {
    const source = writeSource(folder.path, bytes, 'a');
    damage(source.path);
    return failure(destination.put(source, contextOf()));
  };
  const gone = await put((path) => {
    rmSync(path);
  });
  expect(gone.code).toBe('upload-source-missing');
  const shorter = await put((path) => {
    truncateSync(path, 150_000);
  });
  expect(shorter.code).toBe('recording-damaged');
  const other = await put((path) => {
    writeFileSync(path, randomBytes(200_000));
  });
  expect(other).toMatchObject({ code: 'recording-damaged', retryable: false });
  expect(other.message).toContain('SHA-256');
  expect(objects.size).toBe(0);
});

test('bytes that are appended while a file is being sent are not sent', async () => {
  const { destination, objects } = await plainStore();
  const bytes = randomBytes(200_000);
  const source = writeSource(folder.path, bytes, 'a');
  appendFileSync(source.path, 'more');
  await destination.put(source, contextOf());
  expect(objects.get('/recordings/a')?.equals(bytes)).toBe(true);
});

test('an upload can be ended', async () => {
  const { destination } = await plainStore((request) => request.method === 'PUT');
  const ending = new AbortController();
  const source = writeSource(folder.path, Buffer.from('hello'), 'a');
  const outcome = failure(
    destination.put(
      source,
      contextOf({
        signal: ending.signal,
        onProgress: () => {
          ending.abort();
        },
      }),
    ),
  );
  expect(await outcome).toMatchObject({ code: 'upload-cancelled' });
  expect(
    await failure(destination.put(source, contextOf({ signal: ending.signal }))),
  ).toMatchObject({
    code: 'upload-cancelled',
  });
});

test('a probe reads back what it wrote', async () => {
  const written: Buffer[] = [];
  const store = await fakeStore((request, response) => {
    if (request.method === 'GET') {
      response.end(written.at(-1));
      return;
    }
    request.on('data', (chunk: Buffer) => written.push(chunk));
    request.on('end', () => response.end());
  });
  closers.push(() => store.close());
  await destinationAt(store.endpoint).probe('probe.txt');
  expect(written.at(-1)?.toString()).toMatch(/^syncflow-recorder was here/);
  expect(sha256(written.at(-1) ?? '')).toHaveLength(64);
  const liar = await fakeStore((request, response) => {
    request.resume();
    request.on('end', () => response.end('something else'));
  });
  closers.push(() => liar.close());
  await expect(destinationAt(liar.endpoint).probe('probe.txt')).rejects.toMatchObject({
    code: 'storage-checksum',
  });
});
