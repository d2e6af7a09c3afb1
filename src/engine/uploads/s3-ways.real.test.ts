/**
 * Ways to a bucket other than the plain one: named in the host, through proxies with and without TLS,
 * with weaker checksums, with temporary credentials. The names are known to the proxy alone.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HttpProxy } from '../../../stack/network/http-proxy.ts';
import { TlsFront } from '../../../stack/network/tls-front.ts';
import { CertificateAuthority } from '../../../stack/services/certificates.ts';
import { OtherStore } from '../../../stack/services/other-store.ts';
import { S3Server } from '../../../stack/services/s3.ts';
import type { S3Config } from '../config/config.ts';
import { trustAuthorities } from '../network/authorities.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { PutOutcome } from './destination.ts';
import { createS3Destination } from './s3-destination.ts';
import { contextOf, fakeStore, writeSource } from './testing.ts';

const MIB = 1024 * 1024;
/** S3's smallest part. */
const sizes = { threshold: 6 * MIB, part: 5 * MIB, parallel: 4, pauseMs: 20 };
const bucket = 'recordings';
const small = randomBytes(1000);
const large = randomBytes(11 * MIB);
const login = 'lab:of a school';

let folder: ReturnType<typeof temporaryFolder>;
let server: S3Server;
let other: OtherStore;
let authority: CertificateAuthority;
let front: TlsFront;
let proxy: HttpProxy;

beforeAll(async () => {
  folder = temporaryFolder('ways');
  server = await S3Server.create({ folder: folder.path, virtualDomain: 's3.test' });
  other = await OtherStore.create(folder.path, bucket);
  await Promise.all([server.start(), other.start()]);
  await server.createBucket(bucket);
  authority = new CertificateAuthority(join(folder.path, 'authority'));
  front = await TlsFront.start(authority.make('*.s3.test'), server.port);
  proxy = await HttpProxy.start({
    login,
    portOf: (host, port) =>
      host === `${bucket}.s3.test` ? (port === 443 ? front.port : server.port) : null,
  });
});

afterAll(async () => {
  await proxy.stop();
  await front.stop();
  await Promise.all([server.stop(), other.stop()]);
  folder.remove();
});

afterEach(() => {
  trustAuthorities(null);
});

/** Puts a small file and one in parts; each is verified, or the error is thrown. */
async function putBoth(store: S3Server | OtherStore, more: Partial<S3Config>, name: string) {
  const destination = createS3Destination({
    config: {
      endpoint: store.endpoint,
      region: store.region,
      accessKey: store.accessKey,
      secretKey: store.secretKey,
      bucket,
      ...more,
    },
    plainHosts: ['127.0.0.1', 's3.test'],
    sizes,
  });
  try {
    await destination.probe(`${name}/probe`);
    const outcomes: PutOutcome[] = [];
    for (const [file, bytes] of Object.entries({ small, large })) {
      const source = writeSource(folder.path, bytes, `${name}/${file}`);
      outcomes.push(await destination.put(source, contextOf()));
    }
    // What comes again is found, and another content gets another name.
    const again = writeSource(folder.path, small, `${name}/small`);
    outcomes.push(await destination.put(again, contextOf()));
    const different = writeSource(folder.path, randomBytes(1000), `${name}/small`);
    outcomes.push(await destination.put(different, contextOf()));
    return outcomes;
  } finally {
    destination.close();
  }
}

async function expectStored(store: S3Server | OtherStore, name: string): Promise<void> {
  for (const [file, bytes] of Object.entries({ small, large })) {
    expect(bytes.equals(await store.readObject(bucket, `${name}/${file}`))).toBe(true);
  }
}

const proven = (checkedBy: PutOutcome['checkedBy'], name: string) => [
  { how: 'sent', checkedBy, renamedTo: null },
  { how: 'sent', checkedBy, renamedTo: null },
  { how: 'already-there', checkedBy, renamedTo: null },
  { how: 'sent', checkedBy, renamedTo: `${name}/small~2` },
];

test.each([
  ['https', '443', 'tunnel'],
  ['http', '80', 'PUT'],
])(
  'the bucket in the host name, by %s, through a proxy with a login',
  async (scheme, port, way) => {
    trustAuthorities(authority.ca);
    const name = `virtual-${scheme}`;
    const reach = {
      endpoint: `${scheme}://s3.test`,
      addressing: 'virtual-host',
      proxy: proxy.address(encodeURIComponent(login).replace('%3A', ':')),
    } as const;
    expect(await putBoth(server, reach, name)).toEqual(proven('stored-checksum', name));
    await expectStored(server, name);
    expect(proxy.passed).toContain(`${way} ${bucket}.s3.test:${port}`);
  },
);

test('a proxy that wants a login, or does not know the way, is no fault of the bucket', async () => {
  trustAuthorities(authority.ca);
  const before = proxy.refused;
  const reach = { endpoint: 'https://s3.test', addressing: 'virtual-host' } as const;
  const put = (more: Partial<S3Config>) => putBoth(server, { ...reach, ...more }, 'refused');
  await expect(put({ proxy: proxy.address() })).rejects.toMatchObject({
    code: 'storage-proxy',
    retryable: true,
  });
  expect(proxy.refused).toBeGreaterThan(before);
  const known = { proxy: proxy.address(encodeURIComponent(login).replace('%3A', ':')) };
  await expect(put({ ...known, addressing: 'path' })).rejects.toMatchObject({
    code: 'storage-failed',
    retryable: true,
  });
});

test.each([
  ['md5', 'versitygw'],
  ['none', 'versitygw'],
  ['md5', 'the other store'],
  ['none', 'the other store'],
] as const)('with %s for checksums, %s is read back in full', async (checksums, which) => {
  const store = which === 'versitygw' ? server : other;
  const name = `checksums-${checksums}`;
  expect(await putBoth(store, { checksums }, name)).toEqual(proven('read-back', name));
  await expectStored(store, name);
});

test('a session token goes along, signed, and never into a message', async () => {
  const seen: string[] = [];
  const store = await fakeStore((request, response) => {
    const { authorization = '', 'x-amz-security-token': token } = request.headers;
    seen.push(`${String(token)} ${authorization.includes('x-amz-security-token')}`);
    request.resume();
    request.on('end', () => {
      response.writeHead(400, { 'content-type': 'application/xml' });
      response.end(
        '<Error><Code>ExpiredToken</Code><Message>canary-token is old</Message></Error>',
      );
    });
  });
  onTestFinished(() => store.close());
  const reach = { endpoint: store.endpoint, sessionToken: 'canary-token' };
  const failure: unknown = await putBoth(server, reach, 'token').catch((thrown: unknown) => thrown);
  expect(seen).toEqual(['canary-token true']);
  expect(failure).toMatchObject({ code: 'storage-credentials', retryable: false });
  expect(String(failure)).toContain('ExpiredToken');
  expect(String(failure)).not.toContain('canary');
});
