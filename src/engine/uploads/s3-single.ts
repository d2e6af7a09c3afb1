import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { RecorderError } from '../../shared/errors.ts';
import { networkFault } from '../network/network-fault.ts';
import { classifyS3Error, readS3Error } from './classify.ts';
import type { PutContext, UploadSource } from './destination.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { unlessTaken, type Sent } from './s3-conditions.ts';
import { AT_ONCE_BYTES, putSmall } from './s3-put-small.ts';
import { whyCut } from './s3-read-back.ts';
import { openSource, unreadableSource } from './source-stream.ts';

/**
 * Sends a file in one request, or finds that there is an object of that name; which one, the caller
 * looks up. Throws the SDK's errors, and RecorderErrors about the local file.
 */
export async function putWhole(
  bucket: S3Bucket,
  file: UploadSource,
  context: Pick<PutContext, 'signal' | 'onProgress'>,
): Promise<Sent> {
  const { direct } = bucket;
  if (direct !== null && file.size <= AT_ONCE_BYTES) {
    return unlessTaken(bucket, file.key, context.signal, (condition) =>
      orTaken(bucket, file, context.signal, () =>
        putSmall(direct, bucket, file, condition, context),
      ),
    );
  }
  const checksums = await checksumsOf(bucket, file);
  return unlessTaken(bucket, file.key, context.signal, (condition) =>
    send(bucket, file, { ...checksums, ...condition }, context),
  );
}

interface PutHeaders {
  readonly ChecksumSHA256?: string;
  readonly ContentMD5?: string;
  readonly IfNoneMatch?: '*';
}

async function send(
  bucket: S3Bucket,
  file: UploadSource,
  headers: PutHeaders,
  { signal, onProgress }: Pick<PutContext, 'signal' | 'onProgress'>,
): Promise<Sent> {
  const faulty = new AbortController();
  const source = openSource(file, onProgress, () => {
    faulty.abort();
  });
  const command = new PutObjectCommand({
    Bucket: bucket.config.bucket,
    Key: file.key,
    Body: source.body,
    ContentLength: file.size,
    ContentType: file.contentType,
    Metadata: { ...file.metadata },
    ...headers,
  });
  const abortSignal = AbortSignal.any([signal, faulty.signal]);
  try {
    return await orTaken(bucket, file, signal, async () => {
      try {
        await bucket.s3.send(command, { abortSignal });
      } catch (thrown) {
        throw signal.aborted ? thrown : (source.fault() ?? thrown);
      }
    });
  } finally {
    source.close();
  }
}

/** What came of a conditional put: an answer that it is taken, or a cut that may have been one. */
async function orTaken(
  bucket: S3Bucket,
  file: UploadSource,
  signal: AbortSignal,
  put: () => Promise<void>,
): Promise<Sent> {
  try {
    await put();
    return 'sent';
  } catch (thrown) {
    if (signal.aborted || thrown instanceof RecorderError) throw thrown;
    if (readS3Error(thrown).status === 412) return 'taken';
    if (networkFault(thrown)?.kind === 'cut') return await afterCut(bucket, file, signal, thrown);
    throw thrown;
  }
}

async function checksumsOf(bucket: S3Bucket, file: UploadSource): Promise<PutHeaders> {
  switch (bucket.config.checksums ?? 'sha256') {
    case 'sha256':
      return { ChecksumSHA256: Buffer.from(file.sha256, 'hex').toString('base64') };
    case 'md5':
      return { ContentMD5: await md5Of(file) };
    case 'none':
      return {};
  }
}

async function md5Of(file: UploadSource): Promise<string> {
  const hash = createHash('md5');
  try {
    await pipeline(createReadStream(file.path), hash);
  } catch (thrown) {
    throw unreadableSource(file, thrown);
  }
  return hash.digest('base64');
}

async function afterCut(
  { s3, config }: S3Bucket,
  file: UploadSource,
  signal: AbortSignal,
  cut: unknown,
): Promise<'taken'> {
  const reason = await whyCut(s3, config, file.key, signal);
  switch (reason.found) {
    case 'object':
      return 'taken';
    case 'nothing':
      throw cut;
    case 'cause':
      throw reason.error;
    case 'refused': {
      const { message } = classifyS3Error(cut, config);
      throw new RecorderError(
        'storage-unreachable',
        `${message} Reading is refused as well (403): perhaps this key may not put objects here.`,
      );
    }
  }
}
