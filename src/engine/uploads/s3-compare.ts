import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { RecorderError } from '../../shared/errors.ts';
import { describeS3, readS3Error } from './classify.ts';
import type { PutOutcome } from './destination.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { headObject } from './s3-head.ts';
import { wholeChecksum } from './s3-read-back.ts';

/** What the bucket has under a key, beside what it should have. */
export type Found =
  | { readonly object: 'absent' }
  /** Another content; `what` in words. */
  | { readonly object: 'other'; readonly what: string }
  | { readonly object: 'same'; readonly checkedBy: PutOutcome['checkedBy'] };

/** What an object must be to count as stored. */
export interface Expected {
  readonly key: string;
  readonly size: number;
  /** SHA-256 of the content, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** S3's checksum of checksums, when the file was sent in parts from here; null: not known. */
  readonly composite: string | null;
}

/**
 * Compares an object with a file: by the SHA-256 that the store keeps of the whole or of its parts, or
 * by reading it when there is none that says enough. Throws the SDK's errors.
 */
export async function compareStored(
  bucket: S3Bucket,
  expected: Expected,
  signal: AbortSignal,
): Promise<Found> {
  const target = { Bucket: bucket.config.bucket, Key: expected.key };
  try {
    const { etag, size, sha256: stored } = await headObject(bucket, expected.key, signal);
    if (etag === undefined) throw notS3(bucket);
    if (size !== undefined && size !== expected.size) return other(`${size} bytes`);
    const whole = wholeChecksum(stored);
    if (size !== undefined && whole !== null) {
      return whole === expected.sha256
        ? { object: 'same', checkedBy: 'stored-checksum' }
        : other(`${size} bytes, SHA-256 ${short(whole)}`);
    }
    // Only equality says something: the same content in parts of another size has another one.
    if (size !== undefined && stored !== undefined && stored === expected.composite) {
      return { object: 'same', checkedBy: 'stored-checksum' };
    }
    const { Body } = await bucket.s3.send(new GetObjectCommand(target), { abortSignal: signal });
    if (!(Body instanceof Readable)) throw new Error('the object came without a body');
    const read = await hashStream(Body, signal);
    return read.size === expected.size && read.sha256 === expected.sha256
      ? { object: 'same', checkedBy: 'read-back' }
      : other(`${read.size} bytes, SHA-256 ${short(read.sha256)}`);
  } catch (thrown) {
    if (isAbsent(thrown)) return { object: 'absent' };
    throw thrown;
  }
}

/**
 * Whether there is an object of that name. Null: the store does not say. Without the right to list, a
 * missing object is 403; and answers to HEAD have no body, so that a cause is better learnt from the
 * request that follows. Throws the SDK's errors where no answer came.
 */
export async function isThere(
  bucket: S3Bucket,
  key: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  try {
    const { etag } = await headObject(bucket, key, signal);
    return etag === undefined ? null : true;
  } catch (thrown) {
    if (isAbsent(thrown)) return false;
    const { status } = readS3Error(thrown);
    const isMomentary = status === null || status === 429 || status >= 500;
    // Without conditional requests this answer is all that keeps an object from being overwritten.
    if (isMomentary && (status === null || bucket.traits.conditions === 'refused')) throw thrown;
    return null;
  }
}

/** HEAD answers carry no body, so that a missing object is just `NotFound`; a missing bucket is so too. */
function isAbsent(thrown: unknown): boolean {
  const { name, status } = readS3Error(thrown);
  return name === 'NotFound' || (name === 'NoSuchKey' && status === 404);
}

/** Whatever answers 200 to everything, as the login page of a network does. */
function notS3({ config }: S3Bucket): RecorderError {
  return new RecorderError(
    'storage-failed',
    `The ${describeS3(config)} does not answer as an S3 store does; perhaps something stands between.`,
  );
}

function other(what: string): Found {
  return { object: 'other', what };
}

function short(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}

async function hashStream(
  body: Readable,
  signal: AbortSignal,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(
    body,
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        size += chunk.length;
        hash.update(chunk);
      }
    },
    { signal },
  );
  return { size, sha256: hash.digest('hex') };
}
