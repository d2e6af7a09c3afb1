import { RecorderError, type ErrorCode } from '../../shared/errors.ts';
import { errnoOf } from '../state/disk-error.ts';

/** What the system says of a folder on a disk, a stick or a share, and what that means for uploads. */
const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'storage-unreachable',
  ENOTDIR: 'storage-unreachable',
  EIO: 'storage-unreachable',
  ENXIO: 'storage-unreachable',
  ENODEV: 'storage-unreachable',
  ESTALE: 'storage-unreachable',
  ENOTCONN: 'storage-unreachable',
  EHOSTDOWN: 'storage-unreachable',
  EHOSTUNREACH: 'storage-unreachable',
  ENETUNREACH: 'storage-unreachable',
  ECONNRESET: 'storage-unreachable',
  ETIMEDOUT: 'storage-timeout',
  EBUSY: 'storage-busy',
  EAGAIN: 'storage-busy',
  ENOSPC: 'storage-full',
  EDQUOT: 'storage-full',
  EFBIG: 'storage-refused',
  ENAMETOOLONG: 'storage-refused',
  EACCES: 'storage-unwritable',
  EPERM: 'storage-unwritable',
  EROFS: 'storage-unwritable',
};

const words: Partial<Record<ErrorCode, string>> = {
  'storage-unreachable': 'is not there: is its disk or share connected?',
  'storage-timeout': 'does not answer in time',
  'storage-busy': 'is busy',
  'storage-full': 'has no space left',
  'storage-unwritable': 'cannot be written',
  'storage-refused': 'does not take this file',
};

/** A failure of the folder of a destination, never of the local file that goes there. */
export function folderError(thrown: unknown, folder: string): RecorderError {
  if (thrown instanceof RecorderError) return thrown;
  const errno = errnoOf(thrown);
  const code = errno === null ? 'internal' : (codes[errno] ?? 'storage-failed');
  const said = errno ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new RecorderError(code, `The folder ${folder} ${words[code] ?? 'failed'} (${said}).`, {
    cause: thrown,
  });
}
