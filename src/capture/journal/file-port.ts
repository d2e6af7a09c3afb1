/**
 * What the journal needs of a file system: synchronous but for the sync of running recordings. A port,
 * because a disk that fails in a chosen call, and the order of writes and syncs that decides what a
 * loss of power leaves behind, cannot be had from a real disk at will.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';

/** Every call throws what the system says, unless its line says otherwise. */
export interface JournalFiles {
  /** Makes a file that must not exist (nor a link of that name), mode 0600, for appending. */
  readonly create: (path: string) => number;
  /** Opens a file that `create` made, for appending. */
  readonly reopen: (path: string) => number;
  /** Appends; returns how many bytes were taken, perhaps fewer than asked. */
  readonly write: (fd: number, bytes: Uint8Array, offset: number, length: number) => number;
  readonly truncate: (fd: number, size: number) => void;
  /** fdatasync in the thread pool. Never throws: the error comes with the call. */
  readonly sync: (fd: number, done: (error: Error | null) => void) => void;
  readonly syncNow: (fd: number) => void;
  readonly close: (fd: number) => void;
  /** Makes new and removed names in a folder durable. */
  readonly syncFolder: (folder: string) => void;
  readonly remove: (path: string) => void;
  /** Makes one folder, mode 0700, whose parent is there. */
  readonly makeFolder: (path: string) => void;
  /** Whether `path` still names the open file: false when it was removed or moved. Never throws. */
  readonly isAt: (fd: number, path: string) => boolean;
  /** Bytes that an ordinary user may still write on that disk; null when it cannot be told. */
  readonly freeBytes: (folder: string) => number | null;
}

const APPEND = constants.O_WRONLY | constants.O_APPEND;

export const nodeFiles: JournalFiles = {
  create: (path) => {
    const fd = openSync(path, APPEND | constants.O_CREAT | constants.O_EXCL, 0o600);
    // Whatever the umask took away.
    if (process.platform !== 'win32') fchmodSync(fd, 0o600);
    return fd;
  },
  reopen: (path) => openSync(path, APPEND),
  write: (fd, bytes, offset, length) => writeSync(fd, bytes, offset, length),
  truncate: ftruncateSync,
  sync: fdatasync,
  syncNow: fdatasyncSync,
  close: closeSync,
  syncFolder,
  remove: (path) => {
    rmSync(path);
  },
  makeFolder: (path) => {
    mkdirSync(path, { mode: 0o700 });
  },
  isAt: (fd, path) => {
    const mine = fstatSync(fd, { bigint: true });
    const there = statSync(path, { bigint: true, throwIfNoEntry: false });
    return there?.ino === mine.ino && there.dev === mine.dev;
  },
  freeBytes: (folder) => {
    try {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    } catch {
      // Gone, or a file system that does not tell: writing will show.
      return null;
    }
  },
};

/** Not possible, nor needed, on Windows. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
