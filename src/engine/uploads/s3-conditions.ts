/** Nothing is ever overwritten, whatever the store thinks of conditional requests. */
import { readFile } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { classifyS3Error, readS3Error } from './classify.ts';
import type { UploadSource } from './destination.ts';
import { sendsSha256, type S3Bucket } from './s3-bucket.ts';
import { isThere } from './s3-compare.ts';

/** taken: there is an object of that name, perhaps this very file. */
export type Sent = 'sent' | 'taken';

/** What a request is made conditional with; empty for stores that refuse it. */
export interface Condition {
  readonly IfNoneMatch?: '*';
}

/**
 * Sends with `If-None-Match: *`. A store that does not know it (501, or some 400) is asked for the
 * object first instead, which leaves a moment in which another writer could be overwritten; this is
 * remembered, so that each further file costs one more request, and none fails over it.
 *
 * @param send gives `taken` for 412
 */
export async function unlessTaken(
  bucket: S3Bucket,
  key: string,
  signal: AbortSignal,
  send: (condition: Condition) => Promise<Sent>,
): Promise<Sent> {
  const { traits } = bucket;
  if (traits.conditions === 'kept') return send({ IfNoneMatch: '*' });
  if ((await isThere(bucket, key, signal)) === true) return 'taken';
  if (traits.conditions === 'refused') return send({});
  try {
    const sent = await send({ IfNoneMatch: '*' });
    if (sent === 'taken') traits.conditions = 'kept';
    return sent;
  } catch (thrown) {
    if (!mayBeTheCondition(bucket, thrown)) throw thrown;
    const sent = await send({});
    // Only now is it certain that the condition was what it refused.
    traits.conditions = 'refused';
    return sent;
  }
}

/** 501, or a 400 that says nothing about what a person could correct. */
function mayBeTheCondition(bucket: S3Bucket, thrown: unknown): boolean {
  const { status } = readS3Error(thrown);
  if (status === 501) return true;
  return status === 400 && classifyS3Error(thrown, bucket.config).code === 'storage-refused';
}

/** Up to here the file that proves it is sent a second time. */
const MAX_PROOF_BYTES = 1024 * 1024;

/**
 * Finds out once whether a store that does not refuse the condition keeps it: some old ones overwrite in
 * spite of it. A small file that was just stored is sent again, conditionally; 412 is the proof, and a
 * store that takes it has overwritten an object with itself. Never throws: it is asked again later.
 */
export async function proveConditions(
  bucket: S3Bucket,
  file: UploadSource,
  signal: AbortSignal,
): Promise<void> {
  const { s3, config, traits } = bucket;
  if (traits.conditions !== 'unproven' || file.size > MAX_PROOF_BYTES) return;
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: config.bucket,
        Key: file.key,
        Body: await readFile(file.path),
        ContentType: file.contentType,
        Metadata: { ...file.metadata },
        ...(sendsSha256(bucket)
          ? { ChecksumSHA256: Buffer.from(file.sha256, 'hex').toString('base64') }
          : {}),
        IfNoneMatch: '*',
      }),
      { abortSignal: signal },
    );
    traits.conditions = 'refused';
  } catch (thrown) {
    if (readS3Error(thrown).status === 412) traits.conditions = 'kept';
  }
}
