import { createHash, randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { RecorderError } from '../../shared/errors.ts';
import type { S3Config } from '../config/config.ts';
import { refusePlain } from '../network/plain-hosts.ts';
import { networkFault } from '../network/network-fault.ts';
import { classifyS3Error, describeS3, readS3Error } from './classify.ts';
import type { Destination, PutContext, PutOutcome, UploadSource } from './destination.ts';
import { createS3Client, defaultS3Limits, type S3Limits } from './s3-client.ts';
import { readBack, readText, whyCut, type StoredObject } from './s3-read-back.ts';
import { openSource } from './source-stream.ts';

export interface S3DestinationOptions {
  readonly config: S3Config;
  /** Hosts to which http:// is allowed. */
  readonly plainHosts: readonly string[];
  readonly limits?: S3Limits;
}

/**
 * A bucket of an S3 store, AWS or another. Needs the rights to put and to get objects, nothing else;
 * it never lists or deletes (reliability.md §5, point 10).
 *
 * @throws RecorderError `plain-connection-refused`
 */
export function createS3Destination(options: S3DestinationOptions): Destination {
  const { config, plainHosts, limits = defaultS3Limits } = options;
  refusePlain(new URL(config.endpoint), plainHosts, 'The endpoint of the bucket');
  return new S3Destination(config, createS3Client(config, limits));
}

class S3Destination implements Destination {
  readonly kind = 's3';
  readonly bucket: string;
  readonly #config: S3Config;
  readonly #s3: S3Client;

  constructor(config: S3Config, s3: S3Client) {
    this.bucket = config.bucket;
    this.#config = config;
    this.#s3 = s3;
  }

  describe(): string {
    return describeS3(this.#config);
  }

  async put(file: UploadSource, context: PutContext): Promise<PutOutcome> {
    const { signal, onProgress } = context;
    try {
      const how = await this.#send(file, signal, onProgress);
      const stored = await readBack(this.#s3, this.#config, file.key, signal);
      if (stored === null) {
        // A 200 with an error in its body looks like success to the SDK; here it does not.
        throw this.#error('storage-failed', `took ${file.key}, but does not have it`);
      }
      if (stored.size !== file.size || stored.sha256 !== file.sha256) {
        throw how === 'sent'
          ? this.#error('storage-checksum', `has other bytes under ${file.key} than were sent`)
          : this.#error('storage-conflict', `has another object under ${file.key}${size(stored)}`);
      }
      return { how, checkedBy: stored.checkedBy, renamedTo: null };
    } catch (thrown) {
      if (signal.aborted) {
        throw new RecorderError('upload-cancelled', `The upload of ${file.key} was ended.`);
      }
      throw classifyS3Error(thrown, this.#config);
    }
  }

  async probe(key: string, signal: AbortSignal = new AbortController().signal): Promise<void> {
    const text = `syncflow-recorder was here: ${new Date().toISOString()} ${randomUUID()}\n`;
    try {
      await this.#s3.send(
        new PutObjectCommand({
          Bucket: this.bucket,
          Key: key,
          Body: text,
          ContentType: 'text/plain',
          ChecksumSHA256: createHash('sha256').update(text).digest('base64'),
        }),
        { abortSignal: signal },
      );
      const found = await readText(this.#s3, this.#config, key, signal);
      if (found !== text) throw this.#error('storage-checksum', `gives other bytes for ${key}`);
    } catch (thrown) {
      throw classifyS3Error(thrown, this.#config);
    }
  }

  abandon(_token: string): Promise<void> {
    // A single put leaves nothing behind.
    return Promise.resolve();
  }

  close(): void {
    this.#s3.destroy();
  }

  /** Sends the file, or finds that there is an object of that name; which one, the caller looks up. */
  async #send(
    file: UploadSource,
    signal: AbortSignal,
    onProgress: (bytes: number) => void,
  ): Promise<PutOutcome['how']> {
    const faulty = new AbortController();
    const source = openSource(file, onProgress, () => {
      faulty.abort();
    });
    try {
      await this.#s3.send(
        new PutObjectCommand({
          Bucket: this.bucket,
          Key: file.key,
          Body: source.body,
          ContentLength: file.size,
          ContentType: file.contentType,
          ChecksumSHA256: Buffer.from(file.sha256, 'hex').toString('base64'),
          IfNoneMatch: '*',
          Metadata: { ...file.metadata },
        }),
        { abortSignal: AbortSignal.any([signal, faulty.signal]) },
      );
      return 'sent';
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const fault = source.fault();
      if (fault !== null) throw fault;
      if (readS3Error(thrown).status === 412) return 'already-there';
      if (networkFault(thrown)?.kind === 'cut') return await this.#afterCut(file, signal, thrown);
      throw thrown;
    } finally {
      source.close();
    }
  }

  async #afterCut(file: UploadSource, signal: AbortSignal, cut: unknown): Promise<'already-there'> {
    const reason = await whyCut(this.#s3, this.#config, file.key, signal);
    switch (reason.found) {
      case 'object':
        return 'already-there';
      case 'nothing':
        throw cut;
      case 'cause':
        throw reason.error;
      case 'refused': {
        const { message } = classifyS3Error(cut, this.#config);
        throw new RecorderError(
          'storage-unreachable',
          `${message} Reading is refused as well (403): perhaps this key may not put objects here.`,
        );
      }
    }
  }

  #error(
    code: 'storage-failed' | 'storage-checksum' | 'storage-conflict',
    what: string,
  ): RecorderError {
    return new RecorderError(code, `The ${this.describe()} ${what}.`);
  }
}

function size(stored: StoredObject): string {
  return ` (${stored.size} bytes, SHA-256 ${stored.sha256.slice(0, 12)}…)`;
}
