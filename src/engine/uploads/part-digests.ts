import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { changedSource, unreadableSource } from './source-stream.ts';
import type { UploadSource } from './destination.ts';
import type { Part } from './part-plan.ts';

/** Read and hashed in one go; 256 KiB take 0.15 ms, so that nothing else waits for it. */
const CHUNK_BYTES = 256 * 1024;

export type PartAlgorithm = 'sha256' | 'md5';

/**
 * Reads a file once and computes the digest of every part and, in the same pass, its SHA-256 as a
 * whole: what ties the parts that a store confirms to the file that the manifest names.
 */
export class PartDigests {
  readonly #waiting = new Map<number, PromiseWithResolvers<Buffer>>();
  readonly #whole: Promise<void>;

  /** @param signal ends the reading */
  constructor(
    file: UploadSource,
    parts: readonly Part[],
    algorithm: PartAlgorithm,
    signal: AbortSignal,
  ) {
    for (const { number } of parts) {
      const waiting = deferred<Buffer>();
      // Whoever waits for this part hears of it; when nobody does, `whole` says the same.
      waiting.promise.catch(() => undefined);
      this.#waiting.set(number, waiting);
    }
    this.#whole = this.#read(file, parts, algorithm, signal);
    this.#whole.catch((thrown: unknown) => {
      for (const waiting of this.#waiting.values()) waiting.reject(thrown);
    });
  }

  /** The digest of one part. @throws RecorderError what is wrong with the local file */
  part(number: number): Promise<Buffer> {
    const waiting = this.#waiting.get(number);
    if (waiting === undefined) throw new RangeError(`there is no part ${number}`);
    return waiting.promise;
  }

  /** Resolves when the whole file was read and is the one that its row names. @throws RecorderError */
  whole(): Promise<void> {
    return this.#whole;
  }

  async #read(
    file: UploadSource,
    parts: readonly Part[],
    algorithm: PartAlgorithm,
    signal: AbortSignal,
  ): Promise<void> {
    const whole = createHash('sha256');
    try {
      const handle = await open(file.path, 'r');
      try {
        const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
        for (const part of parts) {
          const hash = createHash(algorithm);
          for (let at = part.start; at < part.end;) {
            signal.throwIfAborted();
            const wanted = Math.min(CHUNK_BYTES, part.end - at);
            const { bytesRead } = await handle.read(buffer, 0, wanted, at);
            if (bytesRead === 0) {
              throw changedSource(file, `it has ${at} bytes, ${file.size} were expected`);
            }
            take(buffer.subarray(0, bytesRead), hash, whole);
            at += bytesRead;
          }
          this.#waiting.get(part.number)?.resolve(hash.digest());
        }
      } finally {
        await handle.close();
      }
    } catch (thrown) {
      throw signal.aborted ? thrown : unreadableSource(file, thrown);
    }
    if (whole.digest('hex') !== file.sha256)
      throw changedSource(file, 'its SHA-256 is another one');
  }
}

/**
 * S3's checksum of an object in parts: the SHA-256 of the parts' SHA-256, with their number behind it
 * ("COMPOSITE" in S3's documentation).
 */
export function compositeOf(digests: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const digest of digests) hash.update(digest);
  return `${hash.digest('base64')}-${digests.length}`;
}

function take(bytes: Buffer, ...hashes: readonly Hash[]): void {
  for (const hash of hashes) hash.update(bytes);
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** As `Promise.withResolvers`, which Node 20 lacks. */
function deferred<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
