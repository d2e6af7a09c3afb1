/** The real file system, with a disk that fails when the test says so. */
import { nodeFiles, type JournalFiles } from '../file-port.ts';

type Call = 'create' | 'reopen' | 'write' | 'truncate' | 'sync' | 'remove';

function errno(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

export class FaultyFiles {
  /** Calls that fail now, and with which errno. */
  readonly failing = new Map<Call, string>();
  /** Bytes that the disk still takes; a write that does not fit is short, the next fails. */
  room = Number.POSITIVE_INFINITY;
  /** What `freeBytes` answers. */
  free: number | null = null;
  /** At most so many bytes a write() takes. */
  shortWrites = Number.POSITIVE_INFINITY;
  /** Syncs wait for `release` while this is true. */
  holdSyncs = false;
  syncs = 0;
  openNow = 0;
  readonly #held: (() => void)[] = [];

  readonly files: JournalFiles = {
    ...nodeFiles,
    create: (path) => {
      this.#check('create');
      this.openNow += 1;
      return nodeFiles.create(path);
    },
    reopen: (path) => {
      this.#check('reopen');
      this.openNow += 1;
      return nodeFiles.reopen(path);
    },
    close: (fd) => {
      this.openNow -= 1;
      nodeFiles.close(fd);
    },
    write: (fd, bytes, offset, length) => {
      this.#check('write');
      const taken = Math.min(length, this.room, this.shortWrites);
      if (taken === 0) throw errno('ENOSPC');
      this.room -= taken;
      return nodeFiles.write(fd, bytes, offset, taken);
    },
    truncate: (fd, size) => {
      this.#check('truncate');
      nodeFiles.truncate(fd, size);
    },
    sync: (_fd, done) => {
      this.syncs += 1;
      const answer = (): void => {
        const code = this.failing.get('sync');
        done(code === undefined ? null : errno(code));
      };
      if (this.holdSyncs) this.#held.push(answer);
      else setImmediate(answer);
    },
    syncNow: (fd) => {
      this.syncs += 1;
      this.#check('sync');
      nodeFiles.syncNow(fd);
    },
    remove: (path) => {
      this.#check('remove');
      nodeFiles.remove(path);
    },
    freeBytes: () => this.free,
  };

  /** Lets the syncs that were held answer, as the disk stands now. */
  release(): void {
    for (const answer of this.#held.splice(0)) answer();
  }

  #check(call: Call): void {
    const code = this.failing.get(call);
    if (code !== undefined) throw errno(code);
  }
}
