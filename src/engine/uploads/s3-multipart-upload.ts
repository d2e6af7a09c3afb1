import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { RecorderError } from '../../shared/errors.ts';
import { classifyS3Error, describeS3, readS3Error } from './classify.ts';
import type { UploadSource } from './destination.ts';
import { sendsSha256, type S3Bucket } from './s3-bucket.ts';
import type { Condition } from './s3-conditions.ts';

/** A part that the store has. `checksum`: base64 of its SHA-256, when the store says it. */
export interface StoredPart {
  readonly etag: string;
  readonly size: number | null;
  readonly checksum: string | null;
}

/** A part as it is named when the upload is completed. */
export interface NamedPart {
  readonly number: number;
  readonly etag: string;
  /** Base64 of its SHA-256; null where the store keeps none. */
  readonly checksum: string | null;
}

interface UploadPlace {
  readonly key: string;
  readonly uploadId: string;
}

/** Begins an upload in parts. @returns its id */
export async function createUpload(
  bucket: S3Bucket,
  file: UploadSource,
  signal: AbortSignal,
): Promise<string> {
  const { UploadId } = await bucket.s3.send(
    new CreateMultipartUploadCommand({
      Bucket: bucket.config.bucket,
      Key: file.key,
      ContentType: file.contentType,
      Metadata: { ...file.metadata },
      ...(sendsSha256(bucket) ? { ChecksumAlgorithm: 'SHA256' as const } : {}),
    }),
    { abortSignal: signal },
  );
  if (UploadId !== undefined && UploadId !== '') return UploadId;
  // A 200 with an error in its body looks like success to the SDK.
  throw new RecorderError(
    'storage-failed',
    `The ${describeS3(bucket.config)} took the beginning of ${file.key}, but gave it no id.`,
  );
}

export type PartsThere =
  | { readonly known: true; readonly parts: ReadonlyMap<number, StoredPart> }
  /** The store does not know this upload: it was completed, aborted, or cleared away. */
  | { readonly known: false }
  /** This key may not list parts, or the store cannot. */
  | { readonly known: 'not-told' };

/** Which parts of an upload the store has. Throws the SDK's errors. */
export async function listParts(
  bucket: S3Bucket,
  { key, uploadId }: UploadPlace,
  signal: AbortSignal,
): Promise<PartsThere> {
  const parts = new Map<number, StoredPart>();
  try {
    // Not the SDK's paginator: it goes on while a marker is given, and versitygw gives one for ever.
    let marker: string | undefined;
    do {
      const target = { Bucket: bucket.config.bucket, Key: key, UploadId: uploadId };
      const page = await bucket.s3.send(
        new ListPartsCommand({
          ...target,
          ...(marker === undefined ? {} : { PartNumberMarker: marker }),
        }),
        { abortSignal: signal },
      );
      const before = parts.size;
      for (const { PartNumber, ETag, Size, ChecksumSHA256 } of page.Parts ?? []) {
        if (PartNumber === undefined || ETag === undefined) continue;
        parts.set(PartNumber, {
          etag: ETag,
          size: Size ?? null,
          checksum: ChecksumSHA256 ?? null,
        });
      }
      const goesOn = page.IsTruncated === true && parts.size > before;
      marker = goesOn ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return { known: true, parts };
  } catch (thrown) {
    if (isUnknownUpload(thrown)) return { known: false };
    if (isNotAllowed(bucket, thrown)) return { known: 'not-told' };
    throw thrown;
  }
}

/** Puts the parts together. @throws the SDK's errors; `PreconditionFailed` when the key is taken */
export async function completeUpload(
  bucket: S3Bucket,
  { key, uploadId }: UploadPlace,
  parts: readonly NamedPart[],
  condition: Condition,
  signal: AbortSignal,
): Promise<void> {
  const answer = await bucket.s3.send(
    new CompleteMultipartUploadCommand({
      Bucket: bucket.config.bucket,
      Key: key,
      UploadId: uploadId,
      MultipartUpload: {
        Parts: parts.map(({ number, etag, checksum }) => ({
          PartNumber: number,
          ETag: etag,
          ...(checksum === null ? {} : { ChecksumSHA256: checksum }),
        })),
      },
      ...condition,
    }),
    { abortSignal: signal },
  );
  if (answer.ETag !== undefined) return;
  throw new RecorderError(
    'storage-failed',
    `The ${describeS3(bucket.config)} answered the end of ${key} without saying that it has it.`,
  );
}

/** Ends an upload and gives its parts' room back. One that is gone already is fine. */
export async function abortUpload(
  bucket: S3Bucket,
  { key, uploadId }: UploadPlace,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await bucket.s3.send(
      new AbortMultipartUploadCommand({
        Bucket: bucket.config.bucket,
        Key: key,
        UploadId: uploadId,
      }),
      signal === undefined ? {} : { abortSignal: signal },
    );
  } catch (thrown) {
    if (!isUnknownUpload(thrown)) throw thrown;
  }
}

/**
 * Aborts uploads in parts that were begun under this key and never noted, because the answer of the
 * store was lost or the recorder was killed before it could. A key names its recording, so that they
 * are ours. Where listing is not allowed they stay, until a rule of the bucket clears them away.
 */
export async function abortOrphans(
  bucket: S3Bucket,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  if (!bucket.traits.listsUploads) return;
  try {
    const { Uploads = [] } = await bucket.s3.send(
      new ListMultipartUploadsCommand({ Bucket: bucket.config.bucket, Prefix: key }),
      { abortSignal: signal },
    );
    for (const { Key, UploadId } of Uploads) {
      if (Key !== key || UploadId === undefined) continue;
      await abortUpload(bucket, { key, uploadId: UploadId }, signal);
    }
  } catch (thrown) {
    if (readS3Error(thrown).status === null) throw thrown;
    // Clearing up is no condition for sending: what hinders that as well, the next request will say.
    if (isNotAllowed(bucket, thrown)) bucket.traits.listsUploads = false;
  }
}

/** The upload in parts that a request names is not known, or not in these parts. */
export function isUnknownUpload(thrown: unknown): boolean {
  return readS3Error(thrown).name === 'NoSuchUpload';
}

/** 403, 405, 501: the right or the operation is missing. Wrong keys are something else. */
function isNotAllowed(bucket: S3Bucket, thrown: unknown): boolean {
  const { status } = readS3Error(thrown);
  if (status === 405 || status === 501) return true;
  return status === 403 && classifyS3Error(thrown, bucket.config).code === 'storage-forbidden';
}
