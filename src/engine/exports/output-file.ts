/** The file that an export writes: under a temporary name until it is whole, and never over another one. */
import { open, rm, type FileHandle } from 'node:fs/promises';
import { renameNew } from '../recording/durable-write.ts';
import { errnoOf } from '../state/disk-error.ts';
import { Bytes } from './bytes.ts';
import { alreadyThere, numbered, unfinishedBeside } from './free-name.ts';
import { diskWork } from './disk-work.ts';

const ENOUGH_BYTES = 1024 * 1024;

export class OutputFile {
  readonly #path: string;
  readonly #temporary: string;
  #file: FileHandle | null = null;
  /** What is being written; it fails whoever awaits it next. */
  #writing: Promise<void> = Promise.resolve();
  #spare = new Bytes(ENOUGH_BYTES + ENOUGH_BYTES / 4);
  #written = 0;
  /** Where sinks append. Another object after each `drain`. */
  bytes = new Bytes(ENOUGH_BYTES + ENOUGH_BYTES / 4);

  constructor(path: string) {
    this.#path = path;
    this.#temporary = unfinishedBeside(path);
  }

  /** Bytes so far, those included that are not written yet. */
  get size(): number {
    return this.#written + this.bytes.length;
  }

  /** @throws RecorderError disk-full, folder-unwritable, disk-failed */
  async open(): Promise<void> {
    await diskWork(this.#path, async () => {
      this.#file = await open(this.#temporary, 'wx', 0o600);
    });
  }

  /** Begins to write what has gathered when it is a mebibyte; waits for what was begun before. */
  async drain(): Promise<void> {
    if (this.bytes.length >= ENOUGH_BYTES) await this.#swap();
  }

  /**
   * Writes bytes that lie elsewhere, after all that was appended; they may be used again when it resolves.
   * @throws RecorderError disk-full, folder-unwritable, disk-failed
   */
  async write(bytes: Buffer): Promise<void> {
    if (this.bytes.length > 0) await this.#swap();
    await diskWork(this.#path, async () => {
      await this.#writing;
      await this.#write(bytes);
    });
    this.#written += bytes.length;
  }

  /**
   * Writes the rest and gives the file its name; of a name that is taken, the next free one.
   * @param mayNumber Whether `name~2` will do; if not, a taken name is an error.
   * @returns Its path
   * @throws RecorderError export-exists, disk-full, folder-unwritable, disk-failed
   */
  async finish(mayNumber: boolean): Promise<string> {
    await this.#swap();
    return diskWork(this.#path, async () => {
      await this.#writing;
      await this.#file?.sync();
      await this.#file?.close();
      this.#file = null;
      return renameToFree(this.#temporary, this.#path, mayNumber);
    });
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#file?.close().catch(() => undefined);
    this.#file = null;
    await rm(this.#temporary, { force: true });
  }

  async #swap(): Promise<void> {
    await diskWork(this.#path, () => this.#writing);
    const full = this.bytes;
    this.bytes = this.#spare;
    this.bytes.length = 0;
    this.#spare = full;
    this.#written += full.length;
    const writing = this.#write(full.view());
    writing.catch(() => undefined);
    this.#writing = writing;
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length && this.#file !== null;) {
      const { bytesWritten } = await this.#file.write(bytes, at);
      at += bytesWritten;
    }
  }
}

/** @throws what the file system says; RecorderError export-exists */
export async function renameToFree(from: string, to: string, mayNumber: boolean): Promise<string> {
  for (const path of numbered(to)) {
    try {
      await renameNew(from, path);
      return path;
    } catch (thrown) {
      if (errnoOf(thrown) !== 'EEXIST') throw thrown;
      if (!mayNumber) break;
    }
  }
  throw alreadyThere(to);
}
