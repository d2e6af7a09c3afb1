import { createHash, randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { RecorderError } from '../../shared/errors.ts';
import type { S3Config } from '../config/config.ts';
import { refusePlain } from '../network/plain-hosts.ts';
import { classifyS3Error, describeS3 } from './classify.ts';
import type { Destination, PutContext, PutOutcome, UploadSource } from './destination.ts';
import { fitsFile, readToken } from './multipart-token.ts';
import { defaultPartSizes, type PartSizes } from './part-plan.ts';
import { sendsSha256, type S3Bucket, type StoreTraits } from './s3-bucket.ts';
import { createS3Client, limitsOf, type S3Limits } from './s3-client.ts';
import { S3Direct } from './s3-direct.ts';
import { compareStored, type Found } from './s3-compare.ts';
import { proveConditions } from './s3-conditions.ts';
import { putInParts, type MultipartOutcome } from './s3-multipart.ts';
import { abortUpload } from './s3-multipart-upload.ts';
import { readText } from './s3-read-back.ts';
import { putWhole } from './s3-single.ts';
import { keysFor } from './spare-key.ts';

export interface S3DestinationOptions {
  readonly config: S3Config;
  /** Hosts to which http:// is allowed. */
  readonly plainHosts: readonly string[];
  readonly limits?: S3Limits;
  readonly sizes?: PartSizes;
}

/**
 * A bucket of an S3 store, AWS or another. Needs the rights to put and to get objects, and for large
 * files to abort and list parts; it never lists objects or deletes (docs/uploads.md).
 *
 * @throws RecorderError `plain-connection-refused`
 */
export function createS3Destination(options: S3DestinationOptions): Destination {
  const { config, plainHosts, limits = limitsOf(config), sizes = defaultPartSizes } = options;
  refusePlain(new URL(config.endpoint), plainHosts, 'The endpoint of the bucket');
  const s3 = createS3Client(config, limits);
  return new S3Destination(config, s3, S3Direct.to(config, limits, s3.config), sizes);
}

class S3Destination implements Destination, S3Bucket {
  readonly kind = 's3';
  readonly bucket: string;
  readonly config: S3Config;
  readonly s3: S3Client;
  readonly direct: S3Direct | null;
  readonly sizes: PartSizes;
  readonly traits: StoreTraits = { conditions: 'unproven', listsUploads: true };

  constructor(config: S3Config, s3: S3Client, direct: S3Direct | null, sizes: PartSizes) {
    this.bucket = config.bucket;
    this.config = config;
    this.s3 = s3;
    this.direct = direct;
    this.sizes = sizes;
  }

  describe(): string {
    return describeS3(this.config);
  }

  async put(file: UploadSource, context: PutContext): Promise<PutOutcome> {
    const { signal } = context;
    try {
      await this.#endStale(file, context);
      for (const key of keysFor(file.key)) {
        const outcome = await this.#putAs({ ...file, key }, context);
        if (outcome === 'taken') continue;
        return { ...outcome, renamedTo: key === file.key ? null : key };
      }
      throw this.#error(
        'storage-conflict',
        `has other objects under ${file.key} and all spare names`,
      );
    } catch (thrown) {
      if (signal.aborted) {
        throw new RecorderError('upload-cancelled', `The upload of ${file.key} was ended.`);
      }
      throw classifyS3Error(thrown, this.config);
    }
  }

  async abandon(token: string): Promise<void> {
    const left = readToken(token);
    if (left?.bucket !== this.bucket) return;
    try {
      await abortUpload(this, left);
    } catch (thrown) {
      throw classifyS3Error(thrown, this.config);
    }
  }

  async probe(key: string, signal: AbortSignal = new AbortController().signal): Promise<void> {
    const text = `syncflow-recorder was here: ${new Date().toISOString()} ${randomUUID()}\n`;
    try {
      await this.s3.send(
        new PutObjectCommand({
          Bucket: this.bucket,
          Key: key,
          Body: text,
          ContentType: 'text/plain',
          ...(sendsSha256(this)
            ? { ChecksumSHA256: createHash('sha256').update(text).digest('base64') }
            : {}),
        }),
        { abortSignal: signal },
      );
      const found = await readText(this.s3, this.config, key, signal);
      if (found !== text) throw this.#error('storage-checksum', `gives other bytes for ${key}`);
    } catch (thrown) {
      throw classifyS3Error(thrown, this.config);
    }
  }

  close(): void {
    this.s3.destroy();
    this.direct?.close();
  }

  /** An upload in parts of an earlier content of the file is aborted: its parts cost room. */
  async #endStale(file: UploadSource, { resume }: PutContext): Promise<void> {
    const left = readToken(resume.token);
    if (left === null || fitsFile(left, file, this.bucket)) return;
    await this.abandon(resume.token ?? '').catch((thrown: unknown) => {
      // Not being allowed to is no reason not to upload; a network that is down is.
      const error = classifyS3Error(thrown, this.config);
      if (error.retryable) throw error;
    });
    resume.save(null);
  }

  /** Stores the file under exactly this key and reads it back. taken: another content is there. */
  async #putAs(
    file: UploadSource,
    context: PutContext,
  ): Promise<Omit<PutOutcome, 'renamedTo'> | 'taken'> {
    const { sent, composite } = await this.#send(file, context);
    const found = await compareStored(this, { ...file, composite }, context.signal);
    switch (found.object) {
      case 'same':
        if (sent === 'sent') await proveConditions(this, file, context.signal);
        return { how: sent === 'sent' ? 'sent' : 'already-there', checkedBy: found.checkedBy };
      case 'absent':
        // A 200 with an error in its body looks like success to the SDK; here it does not.
        throw this.#error('storage-failed', `took ${file.key}, but does not have it`);
      case 'other':
        if (sent === 'taken') return 'taken';
        throw this.#differs(file, found);
    }
  }

  async #send(file: UploadSource, context: PutContext): Promise<MultipartOutcome> {
    if (file.size >= this.sizes.threshold) return putInParts(this, file, context);
    return { sent: await putWhole(this, file, context), composite: null };
  }

  #differs(file: UploadSource, found: Found & { object: 'other' }): RecorderError {
    const sent = `${file.size} bytes, SHA-256 ${file.sha256.slice(0, 12)}…`;
    const what = `has other bytes under ${file.key} (${found.what}) than were sent (${sent})`;
    return this.#error('storage-checksum', what);
  }

  #error(
    code: 'storage-failed' | 'storage-checksum' | 'storage-conflict',
    what: string,
  ): RecorderError {
    return new RecorderError(code, `The ${this.describe()} ${what}.`);
  }
}
