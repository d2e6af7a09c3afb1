/** Requests made without the SDK, to a real store and to one that closes connections. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { LateRelay } from '../../../stack/network/late-relay.ts';
import { S3Server } from '../../../stack/services/s3.ts';
import type { S3Config } from '../config/config.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { Destination } from './destination.ts';
import { defaultS3Limits } from './s3-client.ts';
import { createS3Destination } from './s3-destination.ts';
import { S3AnswerError, S3Direct } from './s3-direct.ts';
import { EMPTY_SHA256 } from './s3-sign.ts';
import { contextOf, fakeStore, sha256, writeSource } from './testing.ts';

const bucket = 'recordings';
let folder: ReturnType<typeof temporaryFolder>;
let server: S3Server;
let relay: LateRelay;
let closers: (() => void)[] = [];

beforeAll(async () => {
  folder = temporaryFolder('s3-direct');
  server = await S3Server.create({ folder: folder.path, keepAlive: true });
  await server.start();
  await server.createBucket(bucket);
  relay = await LateRelay.start(server.port, 1);
});

afterEach(() => {
  for (const close of closers) close();
  closers = [];
});

afterAll(async () => {
  await relay.stop();
  await server.stop();
  folder.remove();
});

function config(more: Partial<S3Config> = {}): S3Config {
  const { region, accessKey, secretKey } = server;
  return { endpoint: relay.endpoint, region, accessKey, secretKey, bucket, ...more };
}

function destination(): Destination {
  const made = createS3Destination({ config: config(), plainHosts: ['127.0.0.1'] });
  closers.push(() => {
    made.close();
  });
  return made;
}

function direct(of: S3Config, clock = { systemClockOffset: 0 }): S3Direct {
  const made = S3Direct.to(of, defaultS3Limits, clock);
  if (made === null) throw new Error('such a bucket can be asked directly');
  closers.push(() => {
    made.close();
  });
  return made;
}

const signal = new AbortController().signal;
const head = (key: string) =>
  ({ method: 'HEAD', key, headers: {}, body: null, bodySha256: EMPTY_SHA256 }) as const;
const put = (key: string, body: Buffer) =>
  ({ method: 'PUT', key, headers: {}, body, bodySha256: sha256(body) }) as const;

test('small files go up under any name, one after the other over one connection', async () => {
  const to = destination();
  const names = ["a b/ü!'()*&$@=;:,~", '1+1=2 %41', '日本/файл', '😀'];
  // The first one also proves that the store keeps conditions, with the SDK.
  await to.put(writeSource(folder.path, randomBytes(10), 'first'), contextOf());
  const before = relay.connections;
  for (const name of names) {
    const bytes = randomBytes(5_000);
    const outcome = await to.put(writeSource(folder.path, bytes, name), contextOf());
    expect(outcome).toMatchObject({ how: 'sent', checkedBy: 'stored-checksum', renamedTo: null });
    expect(Buffer.from(await server.readObject(bucket, name)).equals(bytes)).toBe(true);
  }
  expect(relay.connections).toBe(before);
});

test('a refusal is read with its cause', async () => {
  const wrong = direct(config({ secretKey: 'another one' }));
  const refused = await wrong
    .send(put('refused', Buffer.from('x')), signal)
    .catch((e: unknown) => e);
  expect(refused).toBeInstanceOf(S3AnswerError);
  expect(refused).toMatchObject({
    name: 'SignatureDoesNotMatch',
    $metadata: { httpStatusCode: 403 },
  });
  const absent = await direct(config())
    .send(head('absent'), signal)
    .catch((e: unknown) => e);
  expect(absent).toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
});

test('a clock that is hours off is told by the first refusal', async () => {
  const clock = { systemClockOffset: -5 * 3_600_000 };
  const asking = direct(config(), clock);
  await expect(asking.send(head('first'), signal)).rejects.toThrow(S3AnswerError);
  expect(Math.abs(clock.systemClockOffset)).toBeLessThan(60_000);
  expect((await asking.send(put('clock', Buffer.from('x')), signal)).status).toBe(200);
});

test('a kept connection that the store closes at that moment costs nothing', async () => {
  const used = new WeakSet<Socket>();
  let taken = 0;
  const store = await fakeStore((request, response) => {
    // The second request on a connection finds it closed.
    if (used.has(request.socket)) {
      request.socket.resetAndDestroy();
      return;
    }
    used.add(request.socket);
    request.resume();
    request.on('end', () => {
      taken += 1;
      response.writeHead(200).end();
    });
  });
  closers.push(() => void store.close());
  const asking = direct(config({ endpoint: store.endpoint }));
  for (let number = 1; number <= 5; number += 1) {
    await asking.send(put(`k${number}`, Buffer.from('x')), signal);
  }
  expect(taken).toBe(5);
});

test('a fresh connection that is reset is an error at once', async () => {
  const store = await fakeStore((request) => {
    request.socket.resetAndDestroy();
  });
  closers.push(() => void store.close());
  const asking = direct(config({ endpoint: store.endpoint }));
  await expect(asking.send(head('k'), signal)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(store.requests).toHaveLength(1);
});

test('addresses are made as the SDK makes them', async () => {
  const paths: string[] = [];
  const store = await fakeStore((request, response) => {
    paths.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
    response.writeHead(200, { etag: '"e"' }).end();
  });
  closers.push(() => void store.close());
  const based = `${store.endpoint}/gate`;
  await direct(config({ endpoint: based })).send(head('a/b'), signal);
  await direct(config({ endpoint: `${based}/` })).send(head('a/b'), signal);
  const { host, port } = new URL(store.endpoint);
  expect(paths).toEqual([`${host}/gate/recordings/a/b`, `${host}/gate/recordings/a/b`]);
  const named = { addressing: 'virtual-host', endpoint: `http://localhost:${port}` } as const;
  const odd = [
    { ...named, bucket: 'with.dots' },
    { addressing: 'virtual-host', endpoint: store.endpoint },
  ] as const;
  for (const more of odd) {
    expect(S3Direct.to(config(more), defaultS3Limits, { systemClockOffset: 0 })).toBeNull();
  }
});
