/**
 * When to look for a newer version, and when not: never while a session is recorded, for neither the
 * network nor the disk has anything to give then. What was fetched is installed when the app is quit, so
 * nothing is ever interrupted by an update. Electron's part is behind a port.
 */
import type { UpdateView } from '../../shared/ipc/updates.ts';
import type { Log } from '../../shared/log.ts';

/** What fetches and installs. */
export interface UpdateSource {
  /** The newer version that is offered; null: none. @throws when it cannot be found out */
  find(): Promise<string | null>;
  /** Fetches what `find` found, and has it installed at the end. @throws also when it is ended */
  fetch(signal: AbortSignal): Promise<void>;
  /** What was fetched is not installed at the end after all, or is again. */
  installAtEnd(wanted: boolean): void;
}

export interface UpdateWatchOptions {
  /** Null: this installation cannot update itself. */
  readonly source: UpdateSource | null;
  readonly isWanted: () => boolean;
  readonly isRecording: () => boolean;
  readonly onChange: (view: UpdateView) => void;
  readonly log: Log;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

/** After the start, which has enough to do. */
const FIRST_MS = 10_000;
const EVERY_MS = 6 * 3600_000;

export class UpdateWatch {
  readonly #options: UpdateWatchOptions;
  readonly #now: () => number;
  #state: UpdateView['state'] = 'idle';
  #version: string | null = null;
  #nextAt: number;
  #fetching: AbortController | null = null;

  constructor(options: UpdateWatchOptions) {
    this.#options = options;
    this.#now = options.now ?? ((): number => performance.now());
    this.#nextAt = this.#now() + FIRST_MS;
  }

  view(): UpdateView {
    return {
      isPossible: this.#options.source !== null,
      isWanted: this.#options.isWanted(),
      state: this.#state,
      version: this.#version,
    };
  }

  /** After the setting changed. */
  wishChanged(): void {
    const isWanted = this.#options.isWanted();
    this.#options.source?.installAtEnd(isWanted);
    if (isWanted) this.#nextAt = Math.min(this.#nextAt, this.#now());
    else this.#fetching?.abort();
    this.#options.onChange(this.view());
  }

  /** To be called often, about once a second: looks when it is time and nothing is recorded. */
  async tick(): Promise<void> {
    const { source, isWanted, isRecording, log } = this.#options;
    const mayGoOn = isWanted() && !isRecording();
    if (!mayGoOn) this.#fetching?.abort();
    if (source === null || !mayGoOn) return;
    if (this.#state !== 'idle' || this.#now() < this.#nextAt) return;
    this.#nextAt = this.#now() + EVERY_MS;
    try {
      this.#become('looking', null);
      const version = await source.find();
      if (version === null) {
        this.#become('idle', null);
        return;
      }
      if (isRecording() || !isWanted()) {
        this.#again();
        return;
      }
      this.#fetching = new AbortController();
      this.#become('fetching', version);
      await source.fetch(this.#fetching.signal);
      log.info('a newer version is installed when the app is quit', { version });
      this.#become('ready', version);
    } catch (thrown) {
      if (this.#fetching?.signal.aborted === true) this.#again();
      else {
        const error = thrown instanceof Error ? thrown.message : String(thrown);
        log.warn('it could not be found out whether there is a newer version', { error });
        this.#become('idle', null);
      }
    } finally {
      this.#fetching = null;
    }
  }

  /** As soon as nothing is recorded any more. */
  #again(): void {
    this.#nextAt = this.#now();
    this.#become('idle', null);
  }

  #become(state: UpdateView['state'], version: string | null): void {
    this.#state = state;
    this.#version = version;
    this.#options.onChange(this.view());
  }
}
