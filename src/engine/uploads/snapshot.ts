import { assertNever } from '../../shared/assert-never.ts';
import { errorCatalogue } from '../../shared/errors.ts';
import type { UploadView } from '../../shared/snapshot.ts';
import type { UploadRow, UploadState } from '../state/upload-rows.ts';
import type { UploadsTable } from '../state/uploads-table.ts';

export interface UploadsSnapshot {
  readonly counts: Readonly<Record<UploadState, number>>;
  /** What is not verified, oldest first, then the latest verified. `counts` tells what is left out. */
  readonly rows: readonly UploadView[];
}

const MAX_OPEN = 1_000;
const MAX_VERIFIED = 100;

export interface SnapshotSource {
  readonly uploads: UploadsTable;
  /** How a project's destination is called; null when it has none. */
  readonly destinationOf: (projectId: string) => string | null;
  readonly bytesSent: (id: number) => number;
}

export function takeSnapshot(source: SnapshotSource): UploadsSnapshot {
  const { uploads } = source;
  const blocked = uploads.blockedManifests();
  const rows = [
    ...uploads.listOpen(MAX_OPEN),
    ...uploads.list({ state: 'verified', limit: MAX_VERIFIED }),
  ];
  return {
    counts: uploads.counts(),
    rows: rows.map((row) => viewOf(row, blocked.has(row.id), source)),
  };
}

function viewOf(row: UploadRow, isBlocked: boolean, source: SnapshotSource): UploadView {
  const destination = source.destinationOf(row.projectId);
  return {
    id: row.id,
    recordingId: row.recordingId,
    sessionId: row.sessionId,
    projectId: row.projectId,
    file: row.file,
    role: row.role,
    objectKey: row.objectKey,
    destination,
    size: row.size,
    bytesSent: row.state === 'verified' ? row.size : source.bytesSent(row.id),
    state: row.state,
    attempts: row.attempts,
    reason: reasonOf(row, isBlocked, destination),
    fix: fixOf(row),
    errorCode: row.errorCode,
    nextTryAt: row.nextTryAt,
    verifiedAt: row.verifiedAt,
  };
}

function fixOf(row: UploadRow): string | null {
  if (row.errorCode === null || (row.state === 'waiting' && row.nextTryAt === null)) return null;
  return errorCatalogue[row.errorCode].fix;
}

function reasonOf(row: UploadRow, isBlocked: boolean, destination: string | null): string | null {
  switch (row.state) {
    case 'uploading':
    case 'verified':
      return null;
    case 'failed':
      return row.errorMessage ?? 'It failed.';
    case 'cancelled':
      return 'Cancelled by hand.';
    case 'waiting':
      if (destination === null) return 'No destination is set up for this project.';
      if (isBlocked) return 'It goes up when every other file of its recording is verified.';
      if (row.nextTryAt !== null && row.errorMessage !== null) return row.errorMessage;
      return 'It waits for its turn.';
    default:
      return assertNever(row.state);
  }
}
