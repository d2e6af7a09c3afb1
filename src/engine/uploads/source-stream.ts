import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline, Transform, type Readable } from 'node:stream';
import { RecorderError } from '../../shared/errors.ts';
import { diskError, errnoOf } from '../state/disk-error.ts';
import type { UploadSource } from './destination.ts';

/** Bytes read at once; small enough that hashing them never holds up the loop (35 µs at 1.8 GiB/s). */
const CHUNK_BYTES = 64 * 1024;

/** A local file on its way out, watched: a fault of the file must not look like one of the network. */
export interface SourceStream {
  readonly body: Readable;
  /** What is wrong with the local file, or null. Complete once the stream has ended or failed. */
  fault(): RecorderError | null;
  close(): void;
}

/** Which bytes go out, and what they must hash to; null: whoever receives them checks that. */
export interface SourceRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly sha256: string | null;
}

/**
 * Reads a file, or a part of it, once, counting and hashing what goes out.
 *
 * @param onFault called at once when the file cannot be read or is not as its row says. The SDK pipes
 *   without watching for errors, so the caller has to end the request then.
 * @param range the whole file when left out
 */
export function openSource(
  file: UploadSource,
  onProgress: (bytes: number) => void,
  onFault: () => void,
  range: SourceRange = { start: 0, end: file.size, sha256: file.sha256 },
): SourceStream {
  let fault: RecorderError | null = null;
  let bytes = 0;
  const expected = range.end - range.start;
  const hash = range.sha256 === null ? null : createHash('sha256');
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      const send = (piece: Buffer): void => {
        bytes += piece.length;
        file.pace?.count(piece.length);
        hash?.update(piece);
        onProgress(bytes);
        this.push(piece);
      };
      if (file.pace === undefined || file.pace.limit === null) {
        send(chunk);
        done();
      } else {
        file.pace.pass(chunk, send).then(() => {
          done();
        }, done);
      }
    },
    flush(done): void {
      if (bytes !== expected) {
        const has = range.start + bytes;
        done(changedSource(file, `it has ${has} bytes, ${file.size} were expected`));
      } else if (hash !== null && hash.digest('hex') !== range.sha256) {
        done(changedSource(file, 'its SHA-256 is another one'));
      } else {
        done();
      }
    },
  });
  // `end` is inclusive there, so that it cannot say "nothing".
  const bounds = expected === 0 ? {} : { start: range.start, end: range.end - 1 };
  const reader = createReadStream(file.path, { highWaterMark: CHUNK_BYTES, ...bounds });
  pipeline(reader, meter, (error) => {
    // Closing early on purpose is not a fault.
    if (!error || closed) return;
    fault = unreadableSource(file, error);
    onFault();
  });
  let closed = false;
  return {
    body: meter,
    fault: () => fault,
    close: () => {
      closed = true;
      reader.destroy();
      meter.destroy();
    },
  };
}

/** The file is not the one that its row names. */
export function changedSource(file: UploadSource, how: string): RecorderError {
  return new RecorderError('recording-damaged', `${file.path} was changed: ${how}.`);
}

/** Why a local file cannot be read, as an error of the catalogue. */
export function unreadableSource(file: UploadSource, thrown: unknown): RecorderError {
  if (thrown instanceof RecorderError) return thrown;
  if (errnoOf(thrown) === 'ENOENT') {
    return new RecorderError('upload-source-missing', `${file.path} is gone.`);
  }
  return diskError(thrown, `${file.path} cannot be read`);
}
