/** The ledger of uploads in pages: a long history never slows the window. */
import type { Uploading } from '../../engine/uploads/uploading.ts';
import type { UploadPage, UploadQuery } from '../../shared/ipc/recordings.ts';
import type { UploadCounts, UploadState } from '../../shared/snapshot.ts';

const statesOf: Readonly<Record<UploadQuery['filter'], readonly UploadState[]>> = {
  open: ['failed', 'uploading', 'waiting'],
  failed: ['failed'],
  verified: ['verified'],
  all: [],
};

export function uploadPage(
  uploading: Pick<Uploading, 'page'>,
  counts: UploadCounts,
  { filter, offset, limit, recordingId }: UploadQuery,
): UploadPage {
  const { total, rows } = uploading.page({ states: statesOf[filter], recordingId, offset, limit });
  return { total, counts: { ...counts }, rows: rows.map((row) => ({ ...row })) };
}
