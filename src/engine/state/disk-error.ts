import { RecorderError } from '../../shared/errors.ts';

/** A failure of the file system as a catalogue error. `what` begins the sentence, without full stop. */
export function diskError(thrown: unknown, what: string): RecorderError {
  const code = errnoOf(thrown) ?? 'unknown';
  const message = `${what} (${code}).`;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new RecorderError('disk-full', message, { cause: thrown });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'ENOENT':
    case 'EEXIST':
      return new RecorderError('folder-unwritable', message, { cause: thrown });
    default:
      return new RecorderError('disk-failed', message, { cause: thrown });
  }
}

/** The system's name of an error (`ENOENT`, `ECONNREFUSED`, …), or null. */
export function errnoOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : null;
}
