import type { ErrorCode } from '../../shared/errors.ts';

/** The disk has no more left than what is kept back for closing what is open. */
export class ReserveReachedError extends Error {}

export interface DiskFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Words for what the operating system said of the disk. */
export function describeDiskError(error: unknown): DiskFailure {
  if (error instanceof ReserveReachedError) {
    return {
      code: 'disk-full',
      message: 'the disk of the data folder is full but for what is kept for closing files',
    };
  }
  const errno = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: 'disk-full', message: 'the disk of the data folder is full' };
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return { code: 'folder-unwritable', message: `the data folder cannot be written (${errno})` };
    case 'ENOENT':
    case 'ENOTDIR':
      return { code: 'folder-unwritable', message: 'the folder of the recording is gone' };
    default:
      return { code: 'disk-failed', message: `the disk of the data folder failed (${errno})` };
  }
}
