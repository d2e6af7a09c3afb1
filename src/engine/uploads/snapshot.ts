import { assertNever } from '../../shared/assert-never.ts';
import { errorCatalogue, type ErrorCode } from '../../shared/errors.ts';
import type { UploadRole, UploadRow, UploadState } from '../state/upload-rows.ts';
import type { UploadsTable } from '../state/uploads-table.ts';

/** One upload as a person sees it. Times in unix milliseconds, sizes in bytes. */
export interface UploadView {
  readonly id: number;
  readonly recordingId: string;
  readonly sessionId: string | null;
  readonly projectId: string;
  readonly file: string;
  readonly role: UploadRole;
  readonly objectKey: string;
  /** Null: no destination is set up for the project. */
  readonly destination: string | null;
  readonly size: number;
  /** Of the try that is under way; the whole size once verified. */
  readonly bytesSent: number;
  readonly state: UploadState;
  readonly attempts: number;
  /** Why it is not verified, in words; null while it is being sent and afterwards. */
  readonly reason: string | null;
  /** What to do now; null when nothing has failed. */
  readonly fix: string | null;
  readonly errorCode: ErrorCode | null;
  /** Null: at once, or never by itself. */
  readonly nextTryAt: number | null;
  readonly verifiedAt: number | null;
}

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
