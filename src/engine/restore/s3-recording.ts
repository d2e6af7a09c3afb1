import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { RecorderError } from '../../shared/errors.ts';
import type { S3Config } from '../config/config.ts';
import { refusePlain } from '../network/plain-hosts.ts';
import { classifyS3Error, describeS3, readS3Error } from '../uploads/classify.ts';
import { keyOfFile } from '../uploads/object-key.ts';
import { createS3Client, limitsOf } from '../uploads/s3-client.ts';
import { getByte, wholeChecksum } from '../uploads/s3-read-back.ts';
import { keysFor } from '../uploads/spare-key.ts';
import type { StoredRecording } from './stored-recording.ts';

export interface S3RecordingOptions {
  readonly config: S3Config;
  readonly plainHosts: readonly string[];
  /** Key of the recording's manifest; its other files lie beside it. */
  readonly manifestKey: string;
}

/**
 * A recording in a bucket. Needs the right to get its objects, nothing else: nothing is listed.
 *
 * @throws RecorderError `plain-connection-refused`
 */
export function s3Recording({
  config,
  plainHosts,
  manifestKey,
}: S3RecordingOptions): StoredRecording {
  refusePlain(new URL(config.endpoint), plainHosts, 'The endpoint of the bucket');
  const s3 = createS3Client(config, limitsOf(config));
  const prefix = manifestKey.slice(0, manifestKey.lastIndexOf('/') + 1);
  const target = (key: string): { Bucket: string; Key: string } => ({
    Bucket: config.bucket,
    Key: key,
  });
  const explain = (thrown: unknown): RecorderError => classifyS3Error(thrown, config);
  return {
    describe: () => `s3://${config.bucket}/${manifestKey}`,
    explain,
    manifestName: manifestKey,
    names: (file) => keysFor(`${prefix}${keyOfFile(file)}`),
    facts: async (name, signal) => {
      try {
        const head = await s3.send(
          new HeadObjectCommand({ ...target(name), ChecksumMode: 'ENABLED' }),
          { abortSignal: signal },
        );
        const checksum = head.ChecksumSHA256;
        const sha256 = wholeChecksum(checksum);
        const composite = sha256 === null ? (checksum ?? null) : null;
        return { size: head.ContentLength ?? 0, sha256, composite };
      } catch (thrown) {
        const said = readS3Error(thrown);
        if (said.status === 404 && ['NotFound', 'NoSuchKey'].includes(said.name)) {
          // An answer to HEAD has no body, so a missing bucket looks like a missing object.
          await refuseMissingBucket(name, signal);
          return null;
        }
        if (said.status === 403) throw withoutList(explain(thrown), config, name);
        throw explain(thrown);
      }
    },
    read: async (name, from, signal) => {
      try {
        const range = from === 0 ? {} : { Range: `bytes=${from}-` };
        const { Body } = await s3.send(new GetObjectCommand({ ...target(name), ...range }), {
          abortSignal: signal,
        });
        if (Body instanceof Readable) return Body;
        throw new RecorderError('storage-failed', `The ${describeS3(config)} sent no content.`);
      } catch (thrown) {
        throw explain(thrown);
      }
    },
    close: () => {
      s3.destroy();
    },
  };

  async function refuseMissingBucket(key: string, signal: AbortSignal): Promise<void> {
    try {
      await getByte(s3, config, key, signal);
    } catch (thrown) {
      const error = explain(thrown);
      if (error.code === 'storage-no-bucket') throw error;
    }
  }
}

/** Without the right to list, a store answers 403 where there is no such object. */
function withoutList(error: RecorderError, config: S3Config, file: string): RecorderError {
  if (error.code !== 'storage-forbidden') return error;
  return new RecorderError(
    'storage-forbidden',
    `The ${describeS3(config)} does not give ${file}: it is not there, or this key may not read it.`,
  );
}
