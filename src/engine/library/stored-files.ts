import type { StoredFile } from '../recording/receipt-html.ts';
import type { UploadsTable } from '../state/uploads-table.ts';

/** How each file of a recording stands in each of its destinations, by name. */
export function storedFiles(
  uploads: Pick<UploadsTable, 'list'>,
  recordingId: string,
): StoredFile[] {
  return uploads
    .list({ recordingId })
    .map(({ file, state, destination, bucket, objectKey, storedKey, verifiedAt }): StoredFile => {
      const place = `${destination === 's3' ? 'bucket' : 'folder'} ${bucket}`;
      return { file, state, place, key: storedKey ?? objectKey, verifiedAt };
    })
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
