/** Why uploads have failed, one of each kind: what a notification tells. */
import type { Uploading } from '../../engine/uploads/uploading.ts';
import type { FailedUpload } from './notices.ts';

/** Rows that are looked at; further ones hardly have causes of their own. */
const MOST_ROWS = 100;

export function failedUploads(uploading: Pick<Uploading, 'page'>): FailedUpload[] {
  const { rows } = uploading.page({
    ...{ states: ['failed'], recordingId: null, offset: 0, limit: MOST_ROWS },
  });
  const byCode = new Map(rows.map((row) => [row.errorCode, row] as const));
  return [...byCode.values()].map(({ errorCode, reason, fix }) => ({ errorCode, reason, fix }));
}
