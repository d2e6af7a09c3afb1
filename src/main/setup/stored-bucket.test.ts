import { expect, test } from 'vitest';
import { s3ConfigSchema } from '../../engine/config/config.ts';
import { bucketFormSchema } from '../../shared/ipc/bucket.ts';
import { changedSecrets } from '../settings/secret-names.ts';
import {
  bucketFormOf,
  bucketSecretChanges,
  bucketWithSecrets,
  hasBucketSecrets,
  partsOfBucket,
  storedBucketOf,
} from './stored-bucket.ts';

const usual = s3ConfigSchema.parse({
  accessKey: 'canary-access',
  secretKey: 'canary-secret',
  endpoint: 'https://s3.example.org',
  bucket: 'recordings',
  region: 'eu-central-1',
});
const unusual = s3ConfigSchema.parse({
  ...usual,
  sessionToken: 'canary-token',
  addressing: 'virtual-host',
  checksums: 'md5',
  keyTemplate: '{sessionId}/{file}',
  proxy: 'http://lab:canary%40login@proxy.example.org:3128/',
  connectMs: 3000,
  idleMs: 90_000,
});

test.each([usual, unusual])('a bucket is taken apart and put together without loss', (bucket) => {
  const { stored, secrets } = partsOfBucket(bucket);
  expect(JSON.stringify(stored)).not.toContain('canary');
  const known = changedSecrets({}, secrets);
  expect(hasBucketSecrets(stored, known)).toBe(true);
  expect(s3ConfigSchema.parse(bucketWithSecrets(stored, known))).toEqual(bucket);
});

test('a form that is saved as it is shown changes nothing, and no secret is shown', () => {
  const { stored, secrets } = partsOfBucket(unusual);
  const form = bucketFormSchema.parse(bucketFormOf(stored));
  expect(JSON.stringify(form)).not.toContain('canary');
  expect(storedBucketOf(form)).toEqual(stored);
  const known = changedSecrets({}, secrets);
  expect(changedSecrets(known, bucketSecretChanges(form, stored))).toEqual(known);
});

test('what is not used any more is forgotten: token and login', () => {
  const { stored, secrets } = partsOfBucket(unusual);
  const known = changedSecrets({}, secrets);
  const form = { ...bucketFormOf(stored), temporary: false, proxy: 'http://other.example.org' };
  const after = changedSecrets(known, bucketSecretChanges(form, stored));
  expect(after).toEqual({ accessKey: 'canary-access', secretKey: 'canary-secret' });
  expect(hasBucketSecrets(storedBucketOf(form), after)).toBe(true);
  expect(hasBucketSecrets(stored, after)).toBe(false);
});

test('a login that is typed into the address of the proxy goes to the secrets', () => {
  const { stored } = partsOfBucket(usual);
  const form = { ...bucketFormOf(stored), proxy: 'http://lab:canary@proxy.example.org:3128' };
  expect(storedBucketOf(form)).toMatchObject({ proxy: 'http://proxy.example.org:3128/' });
  expect(bucketSecretChanges(form, stored)).toEqual({
    proxyLogin: 'lab:canary',
    sessionToken: null,
  });
});
