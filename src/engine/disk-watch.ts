import type { DiskView } from '../shared/disk-view.ts';
import type { Log } from '../shared/log.ts';
import { diskSpace } from './disk.ts';
import { DiskForecast, type DiskLimits, type PlannedDeletion } from './disk-forecast.ts';

const INTERVAL_MS = 5000;

export interface DiskWatchOptions extends DiskLimits {
  readonly folder: string;
  /** What retention will delete. */
  readonly planned: () => readonly PlannedDeletion[];
  readonly log: Log;
  readonly onChange: () => void;
}

/** Looks now and then how much space the disk of a folder has, and warns before it is full. */
export class DiskWatch {
  readonly #options: DiskWatchOptions;
  readonly #forecast: DiskForecast;
  #view: DiskView | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
    this.#forecast = new DiskForecast(options);
  }

  /** Null when it cannot be read. */
  get view(): DiskView | null {
    return this.#view;
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
    const { folder, planned, log, onChange } = this.#options;
    const space = await diskSpace(folder);
    const before = this.#view?.level ?? 'fine';
    this.#view = space === null ? null : this.#forecast.add(space, Date.now(), planned());
    if (this.#view !== null && this.#view.level !== before) {
      const { level, freeBytes, fullAt } = this.#view;
      const fields = {
        level,
        freeMegabytes: Math.floor(freeBytes / 1e6),
        fullInMinutes: fullAt === null ? null : Math.floor((fullAt - Date.now()) / 60_000),
      };
      if (level === 'fine') log.info('the disk of the recordings has room again', fields);
      else log.warn('the disk of the recordings is filling up', fields);
    }
    onChange();
  }
}
