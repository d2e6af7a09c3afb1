import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { RecorderError, type ErrorCode } from '../../shared/errors.ts';
import { classifyS3Error, describeS3, readS3Error, type S3Place } from './classify.ts';
import type { PutOutcome } from './destination.ts';

/** Read from the bucket, whatever it is. */
export interface StoredObject {
  readonly size: number;
  /** SHA-256 of the content, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly checkedBy: PutOutcome['checkedBy'];
}

/**
 * Size and SHA-256 of an object: as the store keeps them, or by reading the object when it keeps no
 * SHA-256 of the whole. Null when there is no such object. Throws the SDK's errors.
 */
export async function readBack(
  s3: S3Client,
  place: S3Place,
  key: string,
  signal: AbortSignal,
): Promise<StoredObject | null> {
  const target = { Bucket: place.bucket, Key: key };
  try {
    const head = await s3.send(new HeadObjectCommand({ ...target, ChecksumMode: 'ENABLED' }), {
      abortSignal: signal,
    });
    const stored = wholeChecksum(head.ChecksumSHA256);
    if (stored !== null && head.ContentLength !== undefined) {
      return { size: head.ContentLength, sha256: stored, checkedBy: 'stored-checksum' };
    }
    const { Body } = await s3.send(new GetObjectCommand(target), { abortSignal: signal });
    if (!(Body instanceof Readable)) throw new Error('the object came without a body');
    return { ...(await hashStream(Body, signal)), checkedBy: 'read-back' };
  } catch (thrown) {
    const { name, status } = readS3Error(thrown);
    // HEAD answers carry no body, so a missing object is just `NotFound`.
    if (name === 'NotFound' || (name === 'NoSuchKey' && status === 404)) return null;
    throw thrown;
  }
}

/** Why a PUT may have been cut, asked with a request that has no body and changes nothing. */
export type CutReason =
  | { readonly found: 'object' }
  | { readonly found: 'nothing' }
  | { readonly found: 'cause'; readonly error: RecorderError }
  | { readonly found: 'refused'; readonly error: RecorderError };

const decisive: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'storage-credentials',
  'storage-no-bucket',
  'storage-region',
  'storage-clock',
]);

/**
 * Stores that ignore `Expect: 100-continue` answer an error while the body is still being sent and
 * close; the answer is then often lost in the reset (measured with versitygw: wrong secret, missing
 * bucket, wrong clock and 412 all arrive as ECONNRESET). Reading one byte of the key gets the same
 * cause as a body. 403 proves nothing: without the right to list, a missing key is 403 too.
 */
export async function whyCut(
  s3: S3Client,
  place: S3Place,
  key: string,
  signal: AbortSignal,
): Promise<CutReason> {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: place.bucket, Key: key, Range: 'bytes=0-0' }),
      { abortSignal: signal },
    );
    if (Body instanceof Readable) Body.destroy();
    return { found: 'object' };
  } catch (thrown) {
    const { name, status } = readS3Error(thrown);
    // An empty object has no first byte.
    if (status === 416) return { found: 'object' };
    if (name === 'NoSuchKey' || name === 'NotFound') return { found: 'nothing' };
    const error = classifyS3Error(thrown, place);
    if (decisive.has(error.code)) return { found: 'cause', error };
    return error.code === 'storage-forbidden' ? { found: 'refused', error } : { found: 'nothing' };
  }
}

/** The content of a small object. Throws the SDK's errors, or `storage-failed`. */
export async function readText(
  s3: S3Client,
  place: S3Place,
  key: string,
  signal: AbortSignal,
): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: key }), {
    abortSignal: signal,
  });
  if (Body === undefined) {
    throw new RecorderError('storage-failed', `The ${describeS3(place)} sent no content.`);
  }
  return Body.transformToString('utf-8');
}

/** Multipart objects carry a checksum of checksums, which ends in `-<parts>` and proves no content. */
export function wholeChecksum(base64: string | undefined): string | null {
  if (base64 === undefined || base64.includes('-')) return null;
  const hex = Buffer.from(base64, 'base64').toString('hex');
  return hex.length === 64 ? hex : null;
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
