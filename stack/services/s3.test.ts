import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3Server } from './s3.ts';
import { isListening, processesIn } from './test-helpers.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from './throwaway-folder.ts';

let folder: string;
let servers: S3Server[];
let clients: S3Client[];

beforeEach(() => {
  folder = makeThrowawayFolder();
  servers = [];
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  for (const server of servers) await server.kill();
  removeThrowawayFolder(folder);
});

async function startServer(name = 's3'): Promise<S3Server> {
  const server = await S3Server.create({ folder, name });
  servers.push(server);
  await server.start();
  await server.createBucket('bucket');
  return server;
}

function clientOf(server: S3Server, overrides: S3ClientConfig = {}): S3Client {
  const client = server.client({ maxAttempts: 1, ...overrides });
  clients.push(client);
  return client;
}

const body = Buffer.from('a segment of a recording\n');
const sha256 = createHash('sha256').update(body).digest('base64');

async function put(client: S3Client, key: string, checksum = sha256): Promise<void> {
  await client.send(
    new PutObjectCommand({ Bucket: 'bucket', Key: key, Body: body, ChecksumSHA256: checksum }),
  );
}

describe('objects', () => {
  it('are stored with their checksum, listed and read back', async () => {
    const server = await startServer();
    const client = clientOf(server);
    await put(client, 'project/room/a.jsonl');
    await put(client, 'project/room/b.jsonl');
    await put(client, 'other');

    const head = await client.send(
      new HeadObjectCommand({ Bucket: 'bucket', Key: 'other', ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({ ContentLength: body.length, ChecksumSHA256: sha256 });
    expect(await server.listObjects('bucket', 'project/')).toEqual([
      { key: 'project/room/a.jsonl', size: body.length },
      { key: 'project/room/b.jsonl', size: body.length },
    ]);
    expect(await server.listObjects('bucket')).toHaveLength(3);
    expect(Buffer.from(await server.readObject('bucket', 'other'))).toEqual(body);
    await expect(server.readObject('bucket', 'none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('are refused when the checksum is wrong', async () => {
    const server = await startServer();
    const wrong = createHash('sha256').update('something else').digest('base64');
    await expect(put(clientOf(server), 'damaged', wrong)).rejects.toMatchObject({
      name: 'BadDigest',
    });
    expect(await server.listObjects('bucket')).toEqual([]);
  });

  it('are refused to a wrong secret', async () => {
    const server = await startServer();
    const credentials = { accessKeyId: server.accessKey, secretAccessKey: 'wrong-secret' };
    await expect(put(clientOf(server, { credentials }), 'x')).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('are listed beyond one page', async () => {
    const server = await startServer();
    const client = clientOf(server);
    const keys = Array.from({ length: 1_005 }, (_, index) => String(index).padStart(5, '0'));
    for (let from = 0; from < keys.length; from += 50) {
      await Promise.all(keys.slice(from, from + 50).map((key) => put(client, key)));
    }
    expect((await server.listObjects('bucket')).map(({ key }) => key)).toEqual(keys);
  });
});

describe('start and stop', () => {
  it('keeps port, keys and objects over a restart and a kill', async () => {
    const server = await startServer();
    const client = clientOf(server);
    await put(client, 'kept');

    await server.stop();
    expect(processesIn(folder)).toEqual([]);
    expect(await isListening(server.port)).toBe(false);
    await expect(put(client, 'lost')).rejects.toThrow('ECONNREFUSED');

    await server.start();
    await put(client, 'also kept');
    await server.kill();
    expect(processesIn(folder)).toEqual([]);
    await server.start();
    expect((await server.listObjects('bucket')).map(({ key }) => key)).toEqual([
      'also kept',
      'kept',
    ]);
    expect(Buffer.from(await server.readObject('bucket', 'kept'))).toEqual(body);
  });

  it('hangs while paused and answers afterwards', async () => {
    const server = await startServer();
    server.pause();
    const answer = server.listObjects('bucket');
    expect(await Promise.race([answer, sleep(300, 'no answer')])).toBe('no answer');
    server.resume();
    expect(await answer).toEqual([]);
  });

  it('runs beside another, with objects and keys of its own', async () => {
    const first = await startServer('first');
    const second = await startServer('second');
    await put(clientOf(first), 'only here');
    expect(await second.listObjects('bucket')).toEqual([]);
    const credentials = { accessKeyId: first.accessKey, secretAccessKey: first.secretKey };
    // AWS says 403 InvalidAccessKeyId (local-stack reference: versitygw 1.8.0 differs).
    await expect(put(clientOf(second, { credentials }), 'x')).rejects.toMatchObject({
      name: 'XAdminUserNotFound',
    });
    await first.stop();
    expect(await second.listObjects('bucket')).toEqual([]);
  });
});
