import { lstatSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
import { hashFile } from '../recording/file-hash.ts';
import { diskError, errnoOf } from '../state/disk-error.ts';
import type { UploadRow } from '../state/upload-rows.ts';
import type { UploadSource } from './destination.ts';
import { SMALL_FILE_BYTES } from './small-files.ts';

/**
 * Looks at the local file of a row before it is sent: it must be there, be a plain file and have the
 * row's size. Its SHA-256 is computed when the row has none yet.
 *
 * @param dataFolder what a relative `folder` of the row is relative to
 * @throws RecorderError `upload-source-missing`, `recording-damaged`, `disk-failed`
 */
export async function prepareSource(row: UploadRow, dataFolder: string): Promise<UploadSource> {
  const path = resolve(dataFolder, row.folder, row.file);
  try {
    const found = row.size <= SMALL_FILE_BYTES ? lstatSync(path) : await lstat(path);
    if (!found.isFile()) {
      throw new RecorderError('recording-damaged', `${path} is not a plain file.`);
    }
    if (found.size !== row.size) {
      throw new RecorderError(
        'recording-damaged',
        `${path} has ${found.size} bytes; ${row.size} were written.`,
      );
    }
    const sha256 = row.sha256 ?? (await hashFile(path));
    return {
      path,
      size: row.size,
      sha256,
      key: row.objectKey,
      contentType: contentType(row),
      metadata: { 'recording-id': row.recordingId, sha256 },
    };
  } catch (thrown) {
    if (thrown instanceof RecorderError) throw thrown;
    if (errnoOf(thrown) === 'ENOENT') {
      throw new RecorderError('upload-source-missing', `${path} is gone.`);
    }
    throw diskError(thrown, `${path} cannot be read`);
  }
}

function contentType(row: UploadRow): string {
  switch (row.role) {
    case 'manifest':
      return 'application/json';
    case 'segment':
      return 'application/jsonl';
    case 'stream':
    case 'set-aside':
      return 'application/octet-stream';
  }
}
