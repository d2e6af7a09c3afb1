import { expect, test } from 'vitest';
import { encodePath, S3Signer } from './s3-sign.ts';

/** Keys and request of "Example: PUT Object" in AWS's documentation of Signature Version 4 for S3. */
const config = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  endpoint: 'https://s3.amazonaws.com',
  bucket: 'examplebucket',
};
const request = {
  method: 'PUT',
  path: encodePath('/test$file.text'),
  headers: {
    host: 'examplebucket.s3.amazonaws.com',
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  },
  bodySha256: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
} as const;
const at = Date.UTC(2013, 4, 24);

test('signs as the example in the documentation of S3', () => {
  const signed = new S3Signer(config).sign(request, at);
  expect(signed['x-amz-date']).toBe('20130524T000000Z');
  expect(signed['authorization']).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      'SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, ' +
      'Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  );
});

test('a new day has a new key, and temporary credentials are signed along', () => {
  const signer = new S3Signer(config);
  const [first, next, again] = [at, at + 86_400_000, at].map((now) => signer.sign(request, now));
  expect(next?.['authorization']).not.toBe(first?.['authorization']);
  expect(again).toEqual(first);
  const temporary = new S3Signer({ ...config, sessionToken: 'for hours' }).sign(request, at);
  expect(temporary['x-amz-security-token']).toBe('for hours');
  expect(temporary['authorization']).toContain('x-amz-security-token');
});

test('a key is escaped part by part', () => {
  expect(encodePath("a b/ü!'()*/1+1=2~%")).toBe('a%20b/%C3%BC%21%27%28%29%2A/1%2B1%3D2~%25');
});
