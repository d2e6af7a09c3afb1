import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { RecorderError, type ErrorCode } from '../../shared/errors.ts';
import { classifyS3Error, describeS3, readS3Error, type S3Place } from './classify.ts';

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
    await getByte(s3, place, key, signal);
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

/** Asks for one byte, to hear what the store says. Throws the SDK's errors. */
export async function getByte(
  s3: S3Client,
  { bucket }: S3Place,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' }),
    { abortSignal: signal },
  );
  if (Body instanceof Readable) Body.destroy();
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
