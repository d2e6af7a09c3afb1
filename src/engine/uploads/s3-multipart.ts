import { RecorderError } from '../../shared/errors.ts';
import { classifyS3Error, readS3Error } from './classify.ts';
import type { PutContext, UploadSource } from './destination.ts';
import { fitsFile, readToken, writeToken, type MultipartToken } from './multipart-token.ts';
import { compositeOf, PartDigests } from './part-digests.ts';
import { partSizeFor, planParts, type Part } from './part-plan.ts';
import { sendsSha256, type S3Bucket } from './s3-bucket.ts';
import { isThere } from './s3-compare.ts';
import { unlessTaken, type Sent } from './s3-conditions.ts';
import {
  abortOrphans,
  abortUpload,
  completeUpload,
  createUpload,
  isUnknownUpload,
  listParts,
  type NamedPart,
  type StoredPart,
} from './s3-multipart-upload.ts';
import { sendParts } from './s3-send-parts.ts';

export interface MultipartOutcome {
  readonly sent: Sent;
  /** S3's checksum of the parts' checksums, for reading back; null where the store keeps none. */
  readonly composite: string | null;
}

/**
 * Sends a file in parts, or goes on where an earlier try ended: the store is asked which parts it has,
 * and only the others are sent. Where asking is not allowed, what is noted in the token counts. Ends
 * with a conditional completion. Throws the SDK's errors, and RecorderErrors about the local file.
 */
export async function putInParts(
  bucket: S3Bucket,
  file: UploadSource,
  context: PutContext,
): Promise<MultipartOutcome> {
  const { signal, resume } = context;
  const begun = await resumeOrBegin(bucket, file, context);
  if (begun === 'taken') return { sent: 'taken', composite: null };
  const { token, there } = begun;
  const plan = planParts(file.size, token.partSize);
  const reading = new AbortController();
  const algorithm = bucket.config.checksums === 'md5' ? 'md5' : 'sha256';
  const either = AbortSignal.any([signal, reading.signal]);
  const digests = new PartDigests(file, plan, algorithm, either);
  try {
    const etags = await sendParts({ bucket, file, context, token, plan, there, digests });
    await digests.whole();
    const named = await Promise.all(plan.map((part) => nameOf(part, etags, digests, bucket)));
    const sent = await complete(bucket, token, named, context);
    const composite = sendsSha256(bucket) ? compositeOf(await allOf(plan, digests)) : null;
    return { sent, composite };
  } catch (thrown) {
    // What was sent is of no use any more: the local file is another one, or the store lost a part.
    if (endsTheUpload(thrown)) {
      await abortUpload(bucket, token).catch(() => undefined);
      resume.save(null);
    }
    throw thrown;
  } finally {
    reading.abort();
    await digests.whole().catch(() => undefined);
  }
}

async function resumeOrBegin(
  bucket: S3Bucket,
  file: UploadSource,
  { signal, resume }: PutContext,
): Promise<
  { readonly token: MultipartToken; readonly there: ReadonlyMap<number, StoredPart> } | 'taken'
> {
  const left = readToken(resume.token);
  if (left !== null && left.key === file.key && fitsFile(left, file, bucket.config.bucket)) {
    const listed = await listParts(bucket, left, signal);
    if (listed.known === true) return { token: left, there: listed.parts };
    if (listed.known === 'not-told') return { token: left, there: notedParts(left) };
    resume.save(null);
  }
  // Perhaps it is there already: a lost answer to the completion, or another object of that name.
  if ((await isThere(bucket, file.key, signal)) === true) return 'taken';
  await abortOrphans(bucket, file.key, signal);
  const uploadId = await createUpload(bucket, file, signal);
  const token: MultipartToken = {
    v: 1,
    uploadId,
    bucket: bucket.config.bucket,
    key: file.key,
    size: file.size,
    sha256: file.sha256,
    partSize: partSizeFor(file.size, bucket.sizes.part),
    parts: [],
  };
  resume.save(writeToken(token));
  return { token, there: new Map() };
}

function notedParts(token: MultipartToken): ReadonlyMap<number, StoredPart> {
  return new Map(
    token.parts.map(([number, etag]) => [number, { etag, size: null, checksum: null }]),
  );
}

async function complete(
  bucket: S3Bucket,
  token: MultipartToken,
  parts: readonly NamedPart[],
  { signal, resume }: PutContext,
): Promise<Sent> {
  try {
    const sent = await unlessTaken(bucket, token.key, signal, async (condition) => {
      try {
        await completeUpload(bucket, token, parts, condition, signal);
        return 'sent';
      } catch (thrown) {
        if (readS3Error(thrown).status === 412) return 'taken';
        throw thrown;
      }
    });
    if (sent === 'taken') await abortUpload(bucket, token, signal);
    resume.save(null);
    return sent;
  } catch (thrown) {
    // The answer may have been lost after the store had done it.
    if (signal.aborted || !mayHaveHappened(bucket, thrown)) throw thrown;
    if ((await isThere(bucket, token.key, signal)) !== true) throw thrown;
    return 'taken';
  }
}

function mayHaveHappened(bucket: S3Bucket, thrown: unknown): boolean {
  return isUnknownUpload(thrown) || classifyS3Error(thrown, bucket.config).retryable;
}

function endsTheUpload(thrown: unknown): boolean {
  if (thrown instanceof RecorderError) return thrown.code === 'recording-damaged';
  return ['NoSuchUpload', 'InvalidPart', 'InvalidPartOrder'].includes(readS3Error(thrown).name);
}

async function nameOf(
  { number }: Part,
  etags: ReadonlyMap<number, string>,
  digests: PartDigests,
  bucket: S3Bucket,
): Promise<NamedPart> {
  const digest = await digests.part(number);
  const checksum = sendsSha256(bucket) ? digest.toString('base64') : null;
  return { number, etag: etags.get(number) ?? '', checksum };
}

function allOf(plan: readonly Part[], digests: PartDigests): Promise<Buffer[]> {
  return Promise.all(plan.map(({ number }) => digests.part(number)));
}
