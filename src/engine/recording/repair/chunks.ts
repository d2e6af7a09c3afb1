/** A new file that is written in large pieces, made when there is something to write. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

export class Chunks {
  readonly #path: string;
  #pieces: Buffer[] = [];
  #fd: number | null = null;
  size = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @param bytes Copied at the next `write`. */
  add(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.size += bytes.length;
  }

  /** Writes what was added. @throws what the file system says */
  write(): void {
    if (this.#pieces.length === 0) return;
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#fd ??= openSync(this.#path, 'wx', 0o600);
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
  }

  /** Writes, syncs and closes. */
  close(): void {
    this.write();
    if (this.#fd === null) return;
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    this.#fd = null;
  }
}
