import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../engine/state/testing.ts';
import { silentLog } from '../../shared/log.ts';
import { redact } from '../../shared/redact.ts';
import type { Encryption } from './encryption.ts';
import { Secrets } from './secrets.ts';

// electron-store asks the package of that name, which outside Electron would look for a program to run.
vi.hoisted(() => {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = '/nowhere';
});

const secret = 'canary-of-the-window-31337';
let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder('secrets');
});
afterEach(() => {
  folder.remove();
});

/** A keyring's part, which only a desktop session has: each byte turned, so that nothing is legible. */
const turned = (data: Buffer): Buffer => Buffer.from(data.map((byte) => byte ^ 0x5a));
const keyring = (protects: boolean): Encryption => ({
  backend: protects ? 'gnome_libsecret' : 'basic_text',
  protects,
  encrypt: (text) => Promise.resolve(turned(Buffer.from(text))),
  decrypt: (data) => Promise.resolve(turned(data).toString('utf8')),
});

function open(encryption: Encryption, consent: boolean): Promise<Secrets> {
  return Secrets.open({
    folder: folder.path,
    encryption,
    log: silentLog,
    unprotectedAllowed: () => consent,
  });
}

/** Everything on disk, as it is and with what looks like base64 decoded. */
function onDisk(): string {
  const texts = readdirSync(folder.path).map((name) =>
    readFileSync(join(folder.path, name), 'utf8'),
  );
  const all = texts.join('\n');
  const decoded = [...all.matchAll(/[A-Za-z0-9+/=]{12,}/g)].map(([part]) =>
    Buffer.from(part, 'base64').toString('utf8'),
  );
  return [all, ...decoded].join('\n');
}

const project = new Map([['p1', { secret }]]);

test('with a keyring the disk has them encrypted, and the next start reads them', async () => {
  await (await open(keyring(true), false)).save(project);
  expect(onDisk()).toContain('gnome_libsecret');
  expect(onDisk()).not.toContain(secret);
  expect((await open(keyring(true), false)).get('p1')).toEqual({ secret });
});

test('without a keyring they stay in memory', async () => {
  const secrets = await open(keyring(false), false);
  await secrets.save(project);
  expect(secrets.protection.state).toBe('memory-only');
  expect(secrets.get('p1')).toEqual({ secret });
  expect(onDisk()).not.toContain(secret);
  expect((await open(keyring(false), false)).get('p1')).toEqual({});
});

test('without a keyring they are written after consent, and called unprotected', async () => {
  const secrets = await open(keyring(false), true);
  await secrets.save(project);
  expect(secrets.protection.state).toBe('unprotected');
  expect(onDisk()).toContain(secret);
});

test('what the window may ask for says that a secret is there, and never which', async () => {
  const secrets = await open(keyring(true), false);
  await secrets.save(project);
  expect(secrets.present('p1')).toEqual({
    key: false,
    secret: true,
    accessKey: false,
    secretKey: false,
    sessionToken: false,
  });
});

test('from the moment it is saved, a secret is kept out of texts', async () => {
  const other = 'canary-of-a-text-31337';
  await (await open(keyring(true), false)).save(new Map([['p1', { secret: other }]]));
  expect(redact(`refused: ${other}`)).toBe('refused: [redacted]');
});

test('the files are for this user alone', async () => {
  await (await open(keyring(true), false)).save(project);
  expect(readdirSync(folder.path).sort()).toEqual(['secrets.json', 'secrets.last-good.json']);
  for (const name of readdirSync(folder.path)) {
    expect(statSync(join(folder.path, name)).mode & 0o777).toBe(0o600);
  }
});
