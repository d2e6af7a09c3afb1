/** Where the content of one stream goes as it comes: into its lines, or, once it is large, into a file. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { INFLATE_LIMIT } from '../inflate.ts';
import type { StreamFile, StreamFiles } from './stream-files.ts';

/** Content up to this size stands in the lines, and as a whole in the stream's last one. */
export const INLINE_BYTES = 256 * 1024;

export type Placement =
  | { readonly where: 'line' }
  | { readonly where: 'file'; readonly file: string; readonly offset: number; readonly crc: number }
  | {
      readonly where: 'nowhere';
      readonly why: 'disk-reserve' | 'disk';
      readonly crc: number;
    };

export class StreamContent {
  readonly #files: StreamFiles;
  readonly #makeFile: () => StreamFile;
  readonly #hash = createHash('sha256');
  /** Content so far, while it is small; null once it is in a file. */
  #small: Buffer[] | null = [];
  #file: StreamFile | null = null;
  #size = 0;
  #lost = 0;

  constructor(files: StreamFiles, makeFile: () => StreamFile) {
    this.#files = files;
    this.#makeFile = makeFile;
  }

  /** Bytes that came. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that came and are nowhere. */
  get lost(): number {
    return this.#lost;
  }

  /** Bytes held in memory. */
  get held(): number {
    return this.#small === null ? 0 : this.#size;
  }

  /** The file that holds all of it; null when there is none, or when it lacks something. */
  get file(): string | null {
    return this.#file?.size === this.#size ? this.#file.path : null;
  }

  /** @param content its bytes are kept: a copy of what is in the ring */
  take(content: Buffer): Placement {
    this.#size += content.length;
    this.#hash.update(content);
    if (this.#small !== null) {
      if (this.#size <= INLINE_BYTES) {
        this.#small.push(content);
        return { where: 'line' };
      }
      this.moveToFile();
    }
    const crc = crc32(content);
    const file = this.#file ?? this.#makeFile();
    this.#file = file;
    const appended = this.#files.append(file, content);
    if (appended.kept) return { where: 'file', file: file.path, offset: appended.offset, crc };
    this.#lost += content.length;
    return { where: 'nowhere', why: appended.why, crc };
  }

  /** From now on a file, which begins with what stands in lines already. */
  moveToFile(): void {
    const small = this.#small;
    if (small === null) return;
    this.#small = null;
    this.#file = this.#makeFile();
    if (this.#size > 0) this.#files.append(this.#file, Buffer.concat(small));
  }

  finish(): void {
    if (this.#file !== null) this.#files.finish(this.#file);
  }

  /** Of the bytes that came, in the order in which they came. Once, at the end. */
  sha256(): string {
    return this.#hash.digest('hex');
  }

  /** All of it, when it is small enough; null when not. */
  small(): Buffer | null {
    return this.#small === null ? null : Buffer.concat(this.#small);
  }

  /** All of it, read back from its file if need be, to be inflated; null above 64 MiB or when lost. */
  whole(folder: string): Buffer | null {
    const small = this.small();
    if (small !== null) return small;
    const { file } = this;
    if (file === null || this.#size > INFLATE_LIMIT) return null;
    try {
      const bytes = readFileSync(join(folder, file));
      return bytes.length === this.#size ? bytes : null;
    } catch {
      return null;
    }
  }
}
