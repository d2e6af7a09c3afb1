import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, get, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CertificateAuthority } from '../../../stack/services/certificates.ts';
import { temporaryFolder } from '../state/testing.ts';
import { bundleOfAuthorities, trustAuthorities } from './authorities.ts';

let folder: ReturnType<typeof temporaryFolder>;
let authority: CertificateAuthority;
let server: Server;

beforeAll(async () => {
  folder = temporaryFolder('authorities');
  authority = new CertificateAuthority(join(folder.path, 'ours'));
  const { certificate, key } = authority.make('localhost');
  server = createServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    (_request, response) => response.end('here'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  trustAuthorities(null);
  server.close();
  folder.remove();
});

/** Each time over a connection of its own: `here`, or the code of what went wrong. */
function asked(): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    get({ host: 'localhost', port, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    }).on('error', (error) => {
      resolve('code' in error ? String(error.code) : error.message);
    });
  });
}

test('an authority of our own is trusted from now on, another is not, and it can be taken back', async () => {
  const untrusted = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
  expect(await asked()).toBe(untrusted);
  trustAuthorities(authority.ca);
  expect(await asked()).toBe('here');
  const other = new CertificateAuthority(join(folder.path, 'other'));
  trustAuthorities(other.ca);
  expect(await asked()).toBe(untrusted);
  const both = join(folder.path, 'both.pem');
  writeFileSync(both, `${readFileSync(other.ca, 'utf8')}\n${readFileSync(authority.ca, 'utf8')}`);
  trustAuthorities(both);
  expect(await asked()).toBe('here');
  expect(bundleOfAuthorities()).toContain(readFileSync(authority.ca, 'utf8').trim());
  trustAuthorities(null);
  expect(await asked()).toBe(untrusted);
  expect(bundleOfAuthorities()).toBeNull();
});

test('a file that is no use is refused by name, and what was trusted stays', async () => {
  trustAuthorities(authority.ca);
  const empty = join(folder.path, 'empty.pem');
  writeFileSync(empty, 'nothing\n');
  const broken = join(folder.path, 'broken.pem');
  writeFileSync(broken, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  const missing = join(folder.path, 'missing.pem');
  for (const file of [empty, broken, missing]) {
    expect(() => {
      trustAuthorities(file);
    }).toThrow(file);
  }
  expect(await asked()).toBe('here');
});
