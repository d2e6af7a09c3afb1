import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { S3Server } from '../../../stack/services/s3.ts';
import { viewOfError, type ErrorCode } from '../../shared/errors.ts';
import type { S3Config } from '../config/config.ts';
import { finaliseRecording } from '../recording/finalise.ts';
import type { Manifest } from '../recording/manifest.ts';
import {
  data,
  linkOpen,
  writeFirstManifest,
  writeSegments,
} from '../recording/testing/hand-made.ts';
import { verifyRecording } from '../recording/verify.ts';
import { temporaryFolder } from '../state/testing.ts';
import { fetchRecording, type FetchedRecording } from './fetch-recording.ts';
import { s3Recording } from './s3-recording.ts';
import type { StoredRecording } from './stored-recording.ts';
import { verifyStored, type StoredVerification } from './verify-stored.ts';

const bucket = 'recordings';
const prefix = 'alpha-p1/Pilot 1/text-egress/all-topics/r1';
let root: ReturnType<typeof temporaryFolder>;
let server: S3Server;
let folder: string;
let manifest: Manifest;

beforeAll(async () => {
  root = temporaryFolder('restore');
  server = await S3Server.create({ folder: root.path });
  await server.start();
  await server.createBucket(bucket);
  folder = join(root.path, 'recording');
  writeFirstManifest(folder);
  const long = 'x'.repeat(60_000);
  const many = Array.from({ length: 60 }, (_, index) => data(index + 2, long));
  writeSegments(folder, [[linkOpen, data(1, 'one')], many, [data(62, 'last')]]);
  mkdirSync(join(folder, 'set-aside'));
  writeFileSync(join(folder, 'set-aside', 'torn of messages-000001.jsonl'), 'half a li');
  manifest = await finaliseRecording(folder, 'session-stopped', new Date('2025-10-09T09:00:00Z'));
});

afterAll(async () => {
  await server.stop();
  root.remove();
});

/** Stands before the server: counts requests, and cuts answers when told to. */
let relay: Server;
let endpoint: string;
let requests: IncomingMessage[];
/** Bytes of the next large answers after which the connection is cut. */
let cuts: number[];
let opened: StoredRecording[];

beforeEach(async () => {
  requests = [];
  cuts = [];
  opened = [];
  relay = createServer((incoming, answer) => {
    requests.push(incoming);
    const { method, url, headers } = incoming;
    const options = { host: '127.0.0.1', port: server.port, method, path: url, headers };
    const onward = httpRequest(options, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      const cut = Number(response.headers['content-length']) > 1e6 ? cuts.shift() : undefined;
      let sent = 0;
      response.on('data', (chunk: Buffer) => {
        sent += chunk.length;
        answer.write(chunk);
        if (cut !== undefined && sent >= cut) answer.destroy();
      });
      response.on('end', () => answer.end());
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const address = relay.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  await upload();
});

afterEach(async () => {
  for (const stored of opened) stored.close();
  relay.closeAllConnections();
  await new Promise((resolve) => relay.close(resolve));
});

/** Puts every file as another tool would; only some with a checksum that the store keeps. */
async function upload(): Promise<void> {
  const client = server.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  for (const [index, path] of [
    ...manifest.files.map((file) => file.path),
    'manifest.json',
  ].entries()) {
    const bytes = readFileSync(join(folder, path));
    const sum = { ChecksumSHA256: createHash('sha256').update(bytes).digest('base64') };
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(path),
        Body: bytes,
        ...(index % 2 === 0 ? sum : {}),
      }),
    );
  }
  client.destroy();
}

/** By docs/data-format.md: the name of the torn tail holds nothing that a key may not. */
const keyOf = (path: string): string => `${prefix}/${path}`;

function recording(more: Partial<S3Config> = {}, key = keyOf('manifest.json')): StoredRecording {
  const { accessKey, secretKey, region } = server;
  const config = { accessKey, secretKey, region, endpoint, bucket, ...more };
  const stored = s3Recording({ config, plainHosts: ['127.0.0.1'], manifestKey: key });
  opened.push(stored);
  return stored;
}

const verify = (stored: StoredRecording, readAll = false): Promise<StoredVerification> =>
  verifyStored(stored, {
    signal: new AbortController().signal,
    onBytes: () => undefined,
    readAll,
  });

const fetchTo = (
  out: string,
  options: {
    signal?: AbortSignal;
    onBytes?: (bytes: number) => void;
    stored?: StoredRecording;
  } = {},
): Promise<FetchedRecording> =>
  fetchRecording(options.stored ?? recording(), {
    out,
    signal: options.signal ?? new AbortController().signal,
    onBytes: options.onBytes ?? (() => undefined),
    reserveBytes: 0,
  });

async function failure(work: Promise<unknown>): Promise<{ code: ErrorCode; message: string }> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).not.toBeNull();
  return viewOfError(thrown);
}

describe('an uploaded recording is verified', () => {
  test('by the checksums of the store, or by reading it, with the right to get alone', async () => {
    const result = await verify(recording());
    expect(result).toMatchObject({ status: 'complete', problems: [], recordingId: 'r1' });
    expect(result.checked.map(({ path }) => path)).toEqual(manifest.files.map(({ path }) => path));
    expect(new Set(result.checked.map(({ by }) => by))).toEqual(
      new Set(['stored-checksum', 'whole-read']),
    );
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET', 'HEAD']));
    expect(requests.filter(({ url }) => url?.includes('list-type'))).toEqual([]);
    const read = await verify(recording(), true);
    expect(new Set(read.checked.map(({ by }) => by))).toEqual(new Set(['whole-read']));
  });

  test('and what is changed, cut or gone is named', async () => {
    const client = server.client();
    const put = (path: string, body: Buffer): Promise<unknown> =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf(path), Body: body }));
    const changed = readFileSync(join(folder, 'messages-000001.jsonl'));
    changed[40] = 0x58;
    await put('messages-000001.jsonl', changed);
    await put('messages-000002.jsonl', Buffer.from('cut'));
    const gone = { Bucket: bucket, Key: keyOf('messages-000003.jsonl') };
    await client.send(new DeleteObjectCommand(gone));
    client.destroy();
    const { status, problems } = await verify(recording());
    expect(status).toBe('damaged');
    expect(problems).toEqual([
      'messages-000001.jsonl is not the file that was finalised (its SHA-256 differs)',
      expect.stringMatching(/^messages-000002.jsonl has 3 bytes; 3\d+ were recorded$/),
      'messages-000003.jsonl is missing',
    ]);
    const refused = await failure(fetchTo(join(root.path, 'from-damaged')));
    expect(refused.code).toBe('stored-differs');
    expect(existsSync(join(root.path, 'from-damaged', 'manifest.json'))).toBe(false);
  });

  test('also under the spare name that a file got because its own was taken', async () => {
    const client = server.client();
    const put = (path: string, body: Buffer): Promise<unknown> =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf(path), Body: body }));
    const bytes = readFileSync(join(folder, 'messages-000001.jsonl'));
    await put('messages-000001~2.jsonl', bytes);
    await put('messages-000001.jsonl', Buffer.from(bytes).reverse());
    expect(await verify(recording())).toMatchObject({ status: 'complete', problems: [] });
    const out = join(root.path, 'spare');
    await fetchTo(out);
    expect(await verifyRecording(out)).toMatchObject({ status: 'complete', problems: [] });
    const spare = { Bucket: bucket, Key: keyOf('messages-000001~2.jsonl') };
    await client.send(new DeleteObjectCommand(spare));
    client.destroy();
  });

  test('and what cannot be asked says why', async () => {
    const of = async (stored: StoredRecording): Promise<ErrorCode> =>
      (await failure(verify(stored))).code;
    expect(await of(recording({}, 'no/such/manifest.json'))).toBe('not-in-store');
    expect(await of(recording({ bucket: 'no-such-bucket' }))).toBe('storage-no-bucket');
    expect(await of(recording({ secretKey: 'wrong-wrong-wrong' }))).toBe('storage-forbidden');
    const config = { accessKey: 'a', secretKey: 'b', region: 'r', bucket, endpoint };
    expect(() => s3Recording({ config, plainHosts: [], manifestKey: 'm' })).toThrow(/without TLS/);
  });
});

describe('an uploaded recording is brought back', () => {
  test('whole and sound; a second time nothing is fetched, and nothing is ever overwritten', async () => {
    const out = join(root.path, 'back');
    expect(await fetchTo(out)).toMatchObject({ fetched: manifest.files.length, kept: 0 });
    expect(await verifyRecording(out)).toMatchObject({ status: 'complete', problems: [] });
    for (const path of [...manifest.files.map((file) => file.path), 'manifest.json']) {
      expect(readFileSync(join(out, path)).equals(readFileSync(join(folder, path)))).toBe(true);
    }
    requests = [];
    expect(await fetchTo(out)).toMatchObject({ fetched: 0, kept: manifest.files.length });
    expect(requests.every(({ url }) => url?.includes('manifest.json'))).toBe(true);
    appendFileSync(join(out, 'messages-000001.jsonl'), 'mine');
    const before = readFileSync(join(out, 'messages-000001.jsonl'), 'utf8');
    expect((await failure(fetchTo(out))).code).toBe('fetch-conflict');
    expect(readFileSync(join(out, 'messages-000001.jsonl'), 'utf8')).toBe(before);
  });

  test('after a cancel it goes on where it ended', async () => {
    const out = join(root.path, 'cancelled');
    const cancel = new AbortController();
    let bytes = 0;
    const onBytes = (more: number): void => {
      bytes += more;
      if (bytes > 1e6) cancel.abort(new Error('cancelled by hand'));
    };
    const ended = await failure(fetchTo(out, { signal: cancel.signal, onBytes }));
    expect(ended.message).toBe('cancelled by hand');
    expect(existsSync(join(out, 'manifest.json'))).toBe(false);
    const part = statSync(join(out, 'messages-000002.jsonl.part')).size;
    expect(part).toBeGreaterThan(0);
    requests = [];
    let told = 0;
    await fetchTo(out, { onBytes: (more) => (told += more) });
    expect(told).toBe(manifest.files.reduce((sum, { size }) => sum + size, 0));
    expect(requests.map(({ headers }) => headers.range)).toContain(`bytes=${part}-`);
    expect(await verifyRecording(out)).toMatchObject({ status: 'complete', problems: [] });
  });

  test('although its connection is cut again and again', async () => {
    const out = join(root.path, 'cut');
    cuts = [1_000_000, 800_000];
    let told = 0;
    await fetchTo(out, { onBytes: (more) => (told += more) });
    expect(cuts).toEqual([]);
    expect(told).toBe(manifest.files.reduce((sum, { size }) => sum + size, 0));
    expect(await verifyRecording(out)).toMatchObject({ status: 'complete', problems: [] });
  });

  test('a part that an earlier try left wrong is fetched anew', async () => {
    const out = join(root.path, 'wrong-part');
    mkdirSync(out);
    writeFileSync(join(out, 'messages-000001.jsonl.part'), 'other bytes');
    await fetchTo(out);
    expect(await verifyRecording(out)).toMatchObject({ status: 'complete', problems: [] });
  });
});
