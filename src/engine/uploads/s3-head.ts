import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { S3Bucket } from './s3-bucket.ts';
import { EMPTY_SHA256 } from './s3-sign.ts';

/** What a store says of an object without sending it. */
export interface ObjectHead {
  /** Undefined: whatever answers is no S3 store. */
  readonly etag: string | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  /** Base64; with `-<parts>` behind it, it is one of the parts' checksums. */
  readonly sha256: string | undefined;
}

/** Asks for an object's size and checksum. Throws errors that `readS3Error` reads. */
export async function headObject(
  { direct, s3, config }: S3Bucket,
  key: string,
  signal: AbortSignal,
): Promise<ObjectHead> {
  if (direct === null) {
    const head = await s3.send(
      new HeadObjectCommand({ Bucket: config.bucket, Key: key, ChecksumMode: 'ENABLED' }),
      { abortSignal: signal },
    );
    return { etag: head.ETag, size: head.ContentLength, sha256: head.ChecksumSHA256 };
  }
  const { headers } = await direct.send(
    {
      ...{ method: 'HEAD', key, body: null, bodySha256: EMPTY_SHA256 },
      headers: { 'x-amz-checksum-mode': 'ENABLED' },
    },
    signal,
  );
  const length = headers['content-length'];
  const sha256 = headers['x-amz-checksum-sha256'];
  return {
    etag: headers.etag,
    size: length === undefined ? undefined : Number(length),
    sha256: typeof sha256 === 'string' ? sha256 : undefined,
  };
}
