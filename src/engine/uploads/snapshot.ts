import { assertNever } from '../../shared/assert-never.ts';
import { errorCatalogue } from '../../shared/errors.ts';
import type { UploadView } from '../../shared/snapshot.ts';
import type { UploadRow, UploadState } from '../state/upload-rows.ts';
import type { UploadQueries } from '../state/upload-queries.ts';

export interface UploadsSnapshot {
  readonly counts: Readonly<Record<UploadState, number>>;
  /** What is not verified, oldest first, then the latest verified. `counts` tells what is left out. */
  readonly rows: readonly UploadView[];
}

const MAX_OPEN = 1_000;
const MAX_VERIFIED = 100;

export interface SnapshotSource {
  readonly uploads: UploadQueries;
  readonly isPaused: boolean;
  /** How the destination of a row is called; null when it is not set up. */
  readonly destinationOf: (row: UploadRow) => string | null;
  readonly bytesSent: (id: number) => number;
}

export function takeSnapshot(source: SnapshotSource): UploadsSnapshot {
  const { uploads } = source;
  const rows = [
    ...uploads.listOpen(MAX_OPEN),
    ...uploads.list({ state: 'verified', limit: MAX_VERIFIED }),
  ];
  return { counts: uploads.counts(), rows: uploadViews(rows, source) };
}

/** Rows as a person sees them. */
export function uploadViews(rows: readonly UploadRow[], source: SnapshotSource): UploadView[] {
  const blocked = source.uploads.blockedManifests();
  return rows.map((row) => viewOf(row, blocked.has(row.id), source));
}

function viewOf(row: UploadRow, isBlocked: boolean, source: SnapshotSource): UploadView {
  const destination = source.destinationOf(row);
  return {
    id: row.id,
    recordingId: row.recordingId,
    sessionId: row.sessionId,
    projectId: row.projectId,
    file: row.file,
    role: row.role,
    objectKey: row.objectKey,
    storedKey: row.storedKey,
    destinationKind: row.destination,
    destination,
    size: row.size,
    bytesSent: row.state === 'verified' ? row.size : source.bytesSent(row.id),
    state: row.state,
    attempts: row.attempts,
    reason: reasonOf(row, isBlocked, destination, source.isPaused),
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

function reasonOf(
  row: UploadRow,
  isBlocked: boolean,
  destination: string | null,
  isPaused: boolean,
): string | null {
  switch (row.state) {
    case 'uploading':
      return null;
    case 'verified':
      return row.storedKey === null
        ? null
        : `It is stored as ${row.storedKey}: another object has its name.`;
    case 'failed':
      return row.errorMessage ?? 'It failed.';
    case 'cancelled':
      return 'Cancelled by hand.';
    case 'waiting':
      if (destination === null) return noDestination(row);
      if (isPaused) return 'Uploading is paused.';
      if (isBlocked) return 'It goes up when every other file of its recording is verified.';
      if (row.nextTryAt !== null && row.errorMessage !== null) return row.errorMessage;
      return 'It waits for its turn.';
    default:
      return assertNever(row.state);
  }
}

function noDestination({ destination }: UploadRow): string {
  switch (destination) {
    case 's3':
      return 'No bucket is set up for this project.';
    case 'folder':
      return 'No folder is set up for the uploads of this project.';
    default:
      return assertNever(destination);
  }
}
