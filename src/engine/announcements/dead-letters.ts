/** Announcements that could not be read, as they came, for a person to look at. Bounded. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MAX_FILES = 1000;
const MAX_BYTES = 1024 * 1024;

export class DeadLetters {
  readonly #folder: string;
  #count: number | null = null;

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'dead-letter');
  }

  /** Returns the file's name; null when the folder is full or cannot be written. */
  keep(content: Buffer, projectId: string): string | null {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      this.#count ??= readdirSync(this.#folder).length;
      if (this.#count >= MAX_FILES) return null;
      this.#count += 1;
      const stamp = new Date().toISOString().replaceAll(':', '-');
      const name = `${stamp}_${projectId}_${this.#count}.bin`;
      writeFileSync(join(this.#folder, name), content.subarray(0, MAX_BYTES), {
        mode: 0o600,
        flag: 'wx',
      });
      return name;
    } catch {
      return null;
    }
  }
}
