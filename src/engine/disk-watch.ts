import { diskSpace, type DiskSpace } from './disk.ts';

const INTERVAL_MS = 5000;

/** Looks now and then how much space the disk of a folder has. */
export class DiskWatch {
  readonly #folder: string;
  readonly #onChange: () => void;
  #space: DiskSpace | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(folder: string, onChange: () => void) {
    this.#folder = folder;
    this.#onChange = onChange;
  }

  /** Null when it cannot be read. */
  get space(): DiskSpace | null {
    return this.#space;
  }

  /** Resolves after the first look. */
  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), INTERVAL_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    this.#space = await diskSpace(this.#folder);
    this.#onChange();
  }
}
