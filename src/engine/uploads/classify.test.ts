import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { viewOfError, type ErrorView } from '../../shared/errors.ts';
import { temporaryFolder } from '../state/testing.ts';
import { classifyS3Error } from './classify.ts';
import { createS3Destination } from './s3-destination.ts';
import { contextOf, errorXml, fakeStore, type FakeStore, writeSource } from './testing.ts';

const secretKey = 'the-secret-key-of-the-bucket';
const accessKey = 'the-access-key-of-the-bucket';
let folder: ReturnType<typeof temporaryFolder>;
let store: FakeStore | null;

beforeEach(() => {
  folder = temporaryFolder('classify');
  store = null;
});

afterEach(async () => {
  await store?.close();
  folder.remove();
});

/** What the real SDK makes of an answer, classified. */
async function classified(
  status: number,
  body: string,
  type = 'application/xml',
): Promise<ErrorView> {
  store = await fakeStore((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  return putTo(store.endpoint);
}

async function putTo(endpoint: string): Promise<ErrorView> {
  const destination = createS3Destination({
    config: { accessKey, secretKey, endpoint, bucket: 'recordings', region: 'eu-north-1' },
    plainHosts: ['127.0.0.1', 'localhost', 'nowhere.invalid'],
    limits: { connectMs: 5_000, idleMs: 300 },
  });
  const source = writeSource(folder.path, Buffer.from('hello'), 'a/b');
  const thrown: unknown = await destination.put(source, contextOf()).then(
    () => null,
    (error: unknown) => error,
  );
  destination.close();
  expect(thrown).not.toBeNull();
  const view = viewOfError(thrown);
  expect(view.message).not.toContain(secretKey);
  expect(view.message).not.toContain(accessKey);
  return view;
}

describe('answers of a store', () => {
  test.each([
    [403, 'SignatureDoesNotMatch', 'storage-credentials', false],
    [403, 'InvalidAccessKeyId', 'storage-credentials', false],
    [400, 'ExpiredToken', 'storage-credentials', false],
    [404, 'XAdminUserNotFound', 'storage-credentials', false],
    [403, 'AccessDenied', 'storage-forbidden', false],
    [404, 'NoSuchBucket', 'storage-no-bucket', false],
    [400, 'InvalidBucketName', 'storage-no-bucket', false],
    [400, 'AuthorizationHeaderMalformed', 'storage-region', false],
    [301, 'PermanentRedirect', 'storage-region', false],
    [403, 'RequestTimeTooSkewed', 'storage-clock', false],
    [400, 'BadDigest', 'storage-checksum', true],
    [400, 'XAmzContentSHA256Mismatch', 'storage-checksum', true],
    [429, 'TooManyRequests', 'storage-busy', true],
    [503, 'SlowDown', 'storage-busy', true],
    [409, 'ConditionalRequestConflict', 'storage-busy', true],
    [400, 'RequestTimeout', 'storage-timeout', true],
    [500, 'InternalError', 'storage-failed', true],
    [502, 'SomethingOfItsOwn', 'storage-failed', true],
    [400, 'EntityTooLarge', 'storage-refused', false],
    [405, 'MethodNotAllowed', 'storage-refused', false],
  ])('%i %s is %s', async (status, code, expected, retryable) => {
    const view = await classified(status, errorXml(code, 'What the store says.'));
    expect(view).toMatchObject({ code: expected, retryable });
    expect(view.message).toContain('bucket recordings at http://127.0.0.1:');
    expect(view.message).toContain('(region eu-north-1)');
    expect(view.message).toContain(code);
  });

  test.each([
    [503, 'storage-busy'],
    [429, 'storage-busy'],
    [500, 'storage-failed'],
    [403, 'storage-forbidden'],
    [401, 'storage-credentials'],
  ])('%i without a body is %s', async (status, expected) => {
    expect(await classified(status, '')).toMatchObject({ code: expected });
  });

  test('a page of a proxy is a fault of the storage', async () => {
    const page = '<html><body><h1>502 Bad Gateway</h1><br></body></html>';
    expect(await classified(502, page, 'text/html')).toMatchObject({ code: 'storage-failed' });
  });

  test('a 200 that carries an error is not believed', async () => {
    const view = await classified(200, errorXml('InternalError', 'We encountered an error.'));
    expect(view).toMatchObject({ code: 'storage-failed', retryable: true });
  });

  test('the text of a credentials error is not repeated: some stores quote the key in it', async () => {
    const view = await classified(403, errorXml('InvalidAccessKeyId', `no key ${accessKey}`));
    expect(view.code).toBe('storage-credentials');
  });
});

describe('no answer', () => {
  test('nothing listens', async () => {
    const gone = await fakeStore(() => undefined);
    await gone.close();
    const view = await putTo(gone.endpoint);
    expect(view).toMatchObject({ code: 'storage-unreachable', retryable: true });
    expect(view.message).toContain('connection refused');
  });

  test('an unknown name', async () => {
    expect(await putTo('http://nowhere.invalid:9000')).toMatchObject({
      code: 'storage-unreachable',
    });
  });

  test('a store that is silent', async () => {
    store = await fakeStore(() => undefined);
    const view = await putTo(store.endpoint);
    expect(view).toMatchObject({ code: 'storage-timeout', retryable: true });
  });

  test('a store that cuts the connection', async () => {
    store = await fakeStore((request) => {
      request.socket.destroy();
    });
    expect(await putTo(store.endpoint)).toMatchObject({ code: 'storage-unreachable' });
  });

  test('a server that speaks no TLS', async () => {
    store = await fakeStore(() => undefined);
    const view = await putTo(store.endpoint.replace('http:', 'https:'));
    expect(view).toMatchObject({ code: 'storage-unreachable' });
    expect(view.message).toContain('TLS');
  });
});

test('http is refused for hosts that were not allowed', () => {
  const config = {
    accessKey,
    secretKey,
    endpoint: 'http://s3.example',
    bucket: 'b',
    region: 'r',
  };
  const thrown = ((): unknown => {
    try {
      return createS3Destination({ config, plainHosts: ['127.0.0.1'] });
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toMatchObject({ code: 'plain-connection-refused' });
});

test('what is no error of S3 or the network is a bug of ours, and its text is redacted', () => {
  const token = `eyJ${createHash('sha256').update('x').digest('hex')}`;
  const place = { bucket: 'b', endpoint: 'https://s3.example', region: 'r' };
  const error = classifyS3Error(new TypeError(`cannot read ${token}`), place);
  expect(error.code).toBe('internal');
  expect(error.message).not.toContain(token);
});
