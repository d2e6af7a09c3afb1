import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { PutContext, UploadSource } from './destination.ts';
import type { S3Bucket } from './s3-bucket.ts';
import type { Condition } from './s3-conditions.ts';
import type { S3Direct } from './s3-direct.ts';
import { SMALL_FILE_BYTES } from './small-files.ts';
import { changedSource, unreadableSource } from './source-stream.ts';

/** Up to here a file is read at once, and sent as one piece. */
export const AT_ONCE_BYTES = 256 * 1024;

/**
 * Puts a file of at most 256 KiB in one request: it is read once, compared with its row, and signed
 * whole. Throws errors that `readS3Error` reads, and RecorderErrors about the local file.
 */
export async function putSmall(
  direct: S3Direct,
  { config }: Pick<S3Bucket, 'config'>,
  file: UploadSource,
  condition: Condition,
  { signal, onProgress }: Pick<PutContext, 'signal' | 'onProgress'>,
): Promise<void> {
  const body = await readWhole(file);
  const digest = createHash('sha256').update(body).digest();
  if (digest.toString('hex') !== file.sha256) {
    throw changedSource(file, 'its SHA-256 is another one');
  }
  await file.pace?.take(body.length);
  file.pace?.count(body.length);
  signal.throwIfAborted();
  const metadata = Object.entries(file.metadata).map(
    ([name, value]) => [`x-amz-meta-${name}`, value] as const,
  );
  const headers = {
    'content-type': file.contentType,
    ...Object.fromEntries(metadata),
    ...checksumOf(config.checksums ?? 'sha256', digest, body),
    ...(condition.IfNoneMatch === undefined ? {} : { 'if-none-match': condition.IfNoneMatch }),
  };
  onProgress(body.length);
  await direct.send(
    { method: 'PUT', key: file.key, headers, body, bodySha256: file.sha256 },
    signal,
  );
}

function checksumOf(
  kind: 'sha256' | 'md5' | 'none',
  sha256: Buffer,
  body: Buffer,
): Record<string, string> {
  switch (kind) {
    case 'sha256':
      return { 'x-amz-checksum-sha256': sha256.toString('base64') };
    case 'md5':
      return { 'content-md5': createHash('md5').update(body).digest('base64') };
    case 'none':
      return {};
  }
}

async function readWhole(file: UploadSource): Promise<Buffer> {
  try {
    return file.size <= SMALL_FILE_BYTES ? readHere(file) : await readElsewhere(file);
  } catch (thrown) {
    throw unreadableSource(file, thrown);
  }
}

/** What was written behind it since its row was made is not part of it. */
function readHere(file: UploadSource): Buffer {
  const handle = openSync(file.path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(file.size);
    for (let at = 0; at < file.size;) {
      at += more(file, at, readSync(handle, buffer, at, file.size - at, at));
    }
    return buffer;
  } finally {
    closeSync(handle);
  }
}

async function readElsewhere(file: UploadSource): Promise<Buffer> {
  const handle = await open(file.path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(file.size);
    for (let at = 0; at < file.size;) {
      const { bytesRead } = await handle.read(buffer, at, file.size - at, at);
      at += more(file, at, bytesRead);
    }
    return buffer;
  } finally {
    await handle.close();
  }
}

function more(file: UploadSource, at: number, bytes: number): number {
  if (bytes > 0) return bytes;
  throw changedSource(file, `it has ${at} bytes, ${file.size} were expected`);
}
