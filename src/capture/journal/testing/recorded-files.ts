/**
 * The real file system with a log of everything that was asked of it, and what a loss of power at any
 * moment of that log may leave behind. What no completed sync covers may be there, in part, as zeros,
 * or not at all; a name that no sync of its folder covers may be there or not.
 */
import { basename } from 'node:path';
import { nodeFiles, type JournalFiles } from '../file-port.ts';

export type Operation =
  | { readonly op: 'create' | 'sync' | 'remove'; readonly file: string }
  | { readonly op: 'write'; readonly file: string; readonly bytes: Buffer }
  | { readonly op: 'truncate'; readonly file: string; readonly size: number }
  | { readonly op: 'sync-folder' }
  /** The journal calls everything up to this record synced. */
  | { readonly op: 'claim'; readonly record: number };

export class RecordedFiles {
  readonly log: Operation[] = [];
  readonly #names = new Map<number, string>();

  readonly files: JournalFiles = {
    ...nodeFiles,
    create: (path) => this.#opened(path, nodeFiles.create(path), true),
    reopen: (path) => this.#opened(path, nodeFiles.reopen(path), false),
    write: (fd, bytes, offset, length) => {
      const taken = nodeFiles.write(fd, bytes, offset, length);
      const copy = Buffer.from(bytes.subarray(offset, offset + taken));
      this.log.push({ op: 'write', file: this.#name(fd), bytes: copy });
      return taken;
    },
    truncate: (fd, size) => {
      nodeFiles.truncate(fd, size);
      this.log.push({ op: 'truncate', file: this.#name(fd), size });
    },
    sync: (fd, done) => {
      const file = this.#name(fd);
      // What is written while a sync is under way is not covered by it.
      const at = this.log.length;
      nodeFiles.sync(fd, (error) => {
        if (error === null) this.log.splice(at, 0, { op: 'sync', file });
        done(error);
      });
    },
    syncNow: (fd) => {
      nodeFiles.syncNow(fd);
      this.log.push({ op: 'sync', file: this.#name(fd) });
    },
    syncFolder: (folder) => {
      nodeFiles.syncFolder(folder);
      this.log.push({ op: 'sync-folder' });
    },
    remove: (path) => {
      nodeFiles.remove(path);
      this.log.push({ op: 'remove', file: basename(path) });
    },
  };

  claim(record: number): void {
    this.log.push({ op: 'claim', record });
  }

  #opened(path: string, fd: number, created: boolean): number {
    const file = basename(path);
    this.#names.set(fd, file);
    if (created) this.log.push({ op: 'create', file });
    return fd;
  }

  #name(fd: number): string {
    const name = this.#names.get(fd);
    if (name === undefined) throw new Error('not opened here');
    return name;
  }
}

interface Left {
  named: 'durable' | 'perhaps';
  content: Buffer;
  later: Operation[];
}

/**
 * What is on the disk when the power goes after the first `cut` operations.
 * @param chance Gives a number in [0, 1): what becomes of what nothing had made durable.
 */
export function afterPowerLoss(
  log: readonly Operation[],
  cut: number,
  chance: () => number,
): { readonly files: ReadonlyMap<string, Buffer>; readonly claimed: number } {
  const left = new Map<string, Left>();
  let claimed = 0;
  for (const operation of log.slice(0, cut)) {
    switch (operation.op) {
      case 'create':
        left.set(operation.file, { named: 'perhaps', content: Buffer.alloc(0), later: [] });
        break;
      case 'write':
      case 'truncate':
        left.get(operation.file)?.later.push(operation);
        break;
      case 'sync': {
        const file = left.get(operation.file);
        if (file !== undefined) {
          file.content = applied(file.content, file.later);
          file.later = [];
        }
        break;
      }
      case 'remove':
        left.delete(operation.file);
        break;
      case 'sync-folder':
        for (const file of left.values()) file.named = 'durable';
        break;
      case 'claim':
        claimed = operation.record;
        break;
    }
  }
  const files = new Map<string, Buffer>();
  for (const [name, { named, content, later }] of left) {
    if (named === 'perhaps' && chance() < 0.5) continue;
    const kept = applied(content, later.slice(0, Math.floor(chance() * (later.length + 1))));
    const end = content.length + Math.floor(chance() * (kept.length - content.length + 1));
    const torn = Buffer.from(kept.subarray(0, Math.max(0, end)));
    // A size that reached the disk before its data did.
    if (chance() < 0.3) torn.fill(0, Math.min(torn.length, content.length));
    files.set(name, torn);
  }
  return { files, claimed };
}

function applied(content: Buffer, operations: readonly Operation[]): Buffer {
  let result = content;
  for (const operation of operations) {
    if (operation.op === 'write') result = Buffer.concat([result, operation.bytes]);
    if (operation.op === 'truncate') result = result.subarray(0, operation.size);
  }
  return result;
}
