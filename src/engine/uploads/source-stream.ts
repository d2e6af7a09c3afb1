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

/**
 * Reads a file once, counting and hashing what goes out.
 *
 * @param onFault called at once when the file cannot be read or is not as its row says. The SDK pipes
 *   without watching for errors, so the caller has to end the request then.
 */
export function openSource(
  file: UploadSource,
  onProgress: (bytes: number) => void,
  onFault: () => void,
): SourceStream {
  let fault: RecorderError | null = null;
  let bytes = 0;
  const hash = createHash('sha256');
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      const send = (piece: Buffer): void => {
        bytes += piece.length;
        hash.update(piece);
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
      if (bytes !== file.size) {
        done(changed(file, `it has ${bytes} bytes, ${file.size} were expected`));
      } else if (hash.digest('hex') !== file.sha256) {
        done(changed(file, 'its SHA-256 is another one'));
      } else {
        done();
      }
    },
  });
  const range = file.size === 0 ? {} : { end: file.size - 1 };
  const reader = createReadStream(file.path, { highWaterMark: CHUNK_BYTES, ...range });
  pipeline(reader, meter, (error) => {
    // Closing early on purpose is not a fault.
    if (!error || closed) return;
    fault = error instanceof RecorderError ? error : unreadable(file, error);
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

function changed(file: UploadSource, how: string): RecorderError {
  return new RecorderError('recording-damaged', `${file.path} was changed: ${how}.`);
}

function unreadable(file: UploadSource, error: Error): RecorderError {
  if (errnoOf(error) === 'ENOENT') {
    return new RecorderError('upload-source-missing', `${file.path} is gone.`);
  }
  return diskError(error, `${file.path} cannot be read`);
}
