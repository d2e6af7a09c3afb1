import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file as lower-case hexadecimal digits, read in chunks until the signal comes. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const content = createReadStream(path, { highWaterMark: 1024 * 1024 });
  await pipeline(content, hash, signal === undefined ? {} : { signal });
  return hash.digest('hex');
}
