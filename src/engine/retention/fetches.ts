import { toRecorderError, viewOfError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { FetchView } from '../../shared/snapshot.ts';
import { bringBack, type BringBackOptions } from './bring-back.ts';

export interface FetchesOptions extends Pick<BringBackOptions, 'config' | 'state' | 'signal'> {
  readonly log: Log;
  readonly onChange: () => void;
}

/** Brings recordings back, one after another. What failed is told until it is begun again. */
export class Fetches {
  readonly #options: FetchesOptions;
  readonly #views = new Map<string, FetchView>();
  #queue: Promise<void> = Promise.resolve();

  constructor(options: FetchesOptions) {
    this.#options = options;
  }

  views(): readonly FetchView[] {
    return [...this.#views.values()];
  }

  /** Once is enough while it is under way. */
  begin(recordingId: string): void {
    if (this.#views.get(recordingId)?.error === null) return;
    this.#change(recordingId, { bytes: 0, total: null, error: null });
    this.#queue = this.#queue.then(() => this.#fetch(recordingId));
  }

  /** Resolves when none is under way. */
  async idle(): Promise<void> {
    await this.#queue;
  }

  async #fetch(recordingId: string): Promise<void> {
    const { config, state, signal, log, onChange } = this.#options;
    let bytes = 0;
    let total: number | null = null;
    const told = (): void => {
      this.#change(recordingId, { bytes, total, error: null });
    };
    try {
      await bringBack(recordingId, {
        ...{ config, state, signal },
        onBytes: (more) => {
          bytes += more;
          told();
        },
        onTotal: (all) => {
          bytes = 0;
          total = all;
          told();
        },
      });
      log.info('a recording was brought back', { recordingId });
      this.#views.delete(recordingId);
      onChange();
    } catch (thrown) {
      const { code, message } = toRecorderError(thrown);
      log.warn('a recording cannot be brought back', { recordingId, code, error: message });
      this.#change(recordingId, { bytes, total, error: viewOfError(thrown) });
    }
  }

  #change(recordingId: string, view: Omit<FetchView, 'recordingId'>): void {
    this.#views.set(recordingId, { recordingId, ...view });
    this.#options.onChange();
  }
}
