import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { AbandonedTransfer, ResumeTokens } from '../state/resume-tokens.ts';
import type { Destination } from './destination.ts';

/** After a failure, until it is tried again. */
const PAUSE_MS = 60_000;

export interface AbandonedOptions {
  readonly resumes: ResumeTokens;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/**
 * Clears away what cancelled transfers left at their destinations, one at a time. What cannot be
 * cleared costs room there, never data: a refusal is said once and then let be.
 */
export class AbandonedTransfers {
  readonly #options: AbandonedOptions;
  #clearing: Promise<void> | null = null;
  #notBefore = 0;

  constructor(options: AbandonedOptions) {
    this.#options = options;
  }

  /**
   * Begins with the next one, if there is any.
   *
   * @param destinationOf undefined where there is none any more
   * @param busy uploads whose transfer is still ending
   */
  clearNext(
    destinationOf: (transfer: AbandonedTransfer) => Destination | undefined,
    busy: { has(uploadId: number): boolean },
  ): void {
    if (this.#clearing !== null || this.#options.now() < this.#notBefore) return;
    for (const transfer of this.#options.resumes.abandoned()) {
      const destination = destinationOf(transfer);
      if (destination === undefined || busy.has(transfer.id)) continue;
      this.#clearing = this.#clear(destination, transfer).finally(() => {
        this.#clearing = null;
      });
      return;
    }
  }

  /** Resolves when none is being cleared. */
  async idle(): Promise<void> {
    await this.#clearing;
  }

  async #clear(destination: Destination, { id, token }: AbandonedTransfer): Promise<void> {
    const { resumes, log, now } = this.#options;
    try {
      const failure = await destination.abandon(token).then(() => null, toRecorderError);
      if (failure !== null) {
        const { code, message: reason, retryable } = failure;
        log.warn('parts of a cancelled upload stay behind', { upload: id, code, reason });
        this.#notBefore = now() + PAUSE_MS;
        if (retryable) return;
      }
      resumes.forget(id, token);
    } catch (thrown) {
      const { code, message: reason } = toRecorderError(thrown);
      log.error('the ledger of uploads cannot be used now', { code, reason });
    }
  }
}
