import { setTimeout as sleep } from 'node:timers/promises';
import { UploadPartCommand } from '@aws-sdk/client-s3';
import { RecorderError } from '../../shared/errors.ts';
import { classifyS3Error, describeS3 } from './classify.ts';
import type { PutContext, UploadSource } from './destination.ts';
import { writeToken, type MultipartToken } from './multipart-token.ts';
import type { PartDigests } from './part-digests.ts';
import type { Part } from './part-plan.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { isUnknownUpload, type StoredPart } from './s3-multipart-upload.ts';
import { openSource } from './source-stream.ts';

/** A part that fails for a moment's fault is sent again at once; what lasts longer is the queue's. */
const TRIES = 3;
/** How often the noted parts of one file are written down, at most: each time is a synced commit. */
const MAX_NOTES = 200;

export interface PartsJob {
  readonly bucket: S3Bucket;
  readonly file: UploadSource;
  readonly context: PutContext;
  readonly token: MultipartToken;
  readonly plan: readonly Part[];
  /** What the store has already. */
  readonly there: ReadonlyMap<number, StoredPart>;
  readonly digests: PartDigests;
}

/**
 * Sends the parts that the store does not have, several at a time; the first one that fails for good
 * ends the others. Throws the SDK's errors.
 *
 * @returns the ETag of every part, by number
 */
export async function sendParts(job: PartsJob): Promise<ReadonlyMap<number, string>> {
  const failed = new AbortController();
  const signal = AbortSignal.any([job.context.signal, failed.signal]);
  const etags = new Map<number, string>();
  const progress = new Progress(job);
  const queue = job.plan.values();
  const causes: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const part of queue) {
      if (signal.aborted) return;
      try {
        const stored = await fitting(job, part);
        const etag = stored ?? (await sendPatiently(job, part, signal, progress));
        etags.set(part.number, etag);
        progress.done(part, etag, stored === null);
      } catch (thrown) {
        causes.push(thrown);
        failed.abort();
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: job.bucket.sizes.parallel }, worker));
  job.context.signal.throwIfAborted();
  // The first one; what came after it was ended by it.
  for (const cause of causes) throw cause;
  return etags;
}

/** The ETag of a part that is there and is this part of this file; null: it must be sent. */
async function fitting(job: PartsJob, part: Part): Promise<string | null> {
  const stored = job.there.get(part.number);
  if (stored === undefined) return null;
  if (stored.size !== null && stored.size !== part.end - part.start) return null;
  const digest = await job.digests.part(part.number);
  if (stored.checksum !== null && stored.checksum !== digest.toString('base64')) return null;
  return stored.etag;
}

async function sendPatiently(
  job: PartsJob,
  part: Part,
  signal: AbortSignal,
  progress: Progress,
): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendPart(job, part, signal, progress);
    } catch (thrown) {
      progress.sent(part, 0);
      if (signal.aborted || tries === TRIES || isUnknownUpload(thrown)) throw thrown;
      if (!classifyS3Error(thrown, job.bucket.config).retryable) throw thrown;
      await sleep(job.bucket.sizes.pauseMs * tries * (0.5 + Math.random()), undefined, { signal });
    }
  }
}

async function sendPart(
  job: PartsJob,
  part: Part,
  signal: AbortSignal,
  progress: Progress,
): Promise<string> {
  const { bucket, file, token, digests } = job;
  const digest = (await digests.part(part.number)).toString('base64');
  const faulty = new AbortController();
  const source = openSource(
    file,
    (bytes) => {
      progress.sent(part, bytes);
    },
    () => {
      faulty.abort();
    },
    { start: part.start, end: part.end, sha256: null },
  );
  try {
    const { ETag } = await bucket.s3.send(
      new UploadPartCommand({
        Bucket: bucket.config.bucket,
        Key: token.key,
        UploadId: token.uploadId,
        PartNumber: part.number,
        Body: source.body,
        ContentLength: part.end - part.start,
        ...checksumOf(bucket, digest),
      }),
      { abortSignal: AbortSignal.any([signal, faulty.signal]) },
    );
    if (ETag !== undefined) return ETag;
    // A 200 with an error in its body looks like success to the SDK.
    throw new RecorderError(
      'storage-failed',
      `The ${describeS3(bucket.config)} took part ${part.number} of ${token.key}, but does not say that it has it.`,
    );
  } catch (thrown) {
    throw signal.aborted ? thrown : (source.fault() ?? thrown);
  } finally {
    source.close();
  }
}

function checksumOf(bucket: S3Bucket, digest: string): object {
  switch (bucket.config.checksums ?? 'sha256') {
    case 'sha256':
      return { ChecksumSHA256: digest };
    case 'md5':
      return { ContentMD5: digest };
    case 'none':
      return {};
  }
}

/** Bytes that are there or on their way, and the note of which parts are there. */
class Progress {
  readonly #job: PartsJob;
  readonly #bytes = new Map<number, number>();
  readonly #noted: [number, string][] = [];
  readonly #noteEvery: number;
  #sum = 0;

  constructor(job: PartsJob) {
    this.#job = job;
    this.#noteEvery = Math.ceil(job.plan.length / MAX_NOTES);
  }

  sent(part: Part, bytes: number): void {
    this.#sum += bytes - (this.#bytes.get(part.number) ?? 0);
    this.#bytes.set(part.number, bytes);
    this.#job.context.onProgress(this.#sum);
  }

  done(part: Part, etag: string, isNew: boolean): void {
    this.sent(part, part.end - part.start);
    this.#noted.push([part.number, etag]);
    if (!isNew || this.#noted.length % this.#noteEvery !== 0) return;
    this.#job.context.resume.save(writeToken({ ...this.#job.token, parts: this.#noted }));
  }
}
