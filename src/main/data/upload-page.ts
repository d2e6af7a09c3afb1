/** The ledger of uploads in pages: a long history never slows the window. */
import { assertNever } from '../../shared/assert-never.ts';
import type { UploadPage, UploadQuery } from '../../shared/ipc/recordings.ts';
import type { EngineSnapshot, UploadState, UploadView } from '../../shared/snapshot.ts';

/** What needs somebody, or is under way, stands first. */
const order: Readonly<Record<UploadState, number>> = {
  failed: 0,
  uploading: 1,
  waiting: 2,
  cancelled: 3,
  verified: 4,
};

export function uploadPage(
  rows: readonly UploadView[],
  { uploads, sessions }: EngineSnapshot,
  query: UploadQuery,
  nameOf: (recordingId: string) => string | undefined,
): UploadPage {
  const live = new Map(sessions.map(({ recordingId, name }) => [recordingId, name]));
  const matching = rows
    .filter((row) => matches(row.state, query.filter))
    .sort((a, b) => order[a.state] - order[b.state] || newestFirst(a, b));
  return {
    total: matching.length,
    counts: uploads,
    rows: matching.slice(query.offset, query.offset + query.limit).map((row) => ({
      ...row,
      sessionName: live.get(row.recordingId) ?? nameOf(row.recordingId) ?? '',
    })),
  };
}

function newestFirst(a: UploadView, b: UploadView): number {
  return (b.verifiedAt ?? 0) - (a.verifiedAt ?? 0) || b.id - a.id;
}

function matches(state: UploadState, filter: UploadQuery['filter']): boolean {
  switch (filter) {
    case 'open':
      return state !== 'verified' && state !== 'cancelled';
    case 'failed':
      return state === 'failed';
    case 'verified':
      return state === 'verified';
    case 'all':
      return true;
    default:
      return assertNever(filter);
  }
}
