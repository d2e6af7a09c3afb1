import { viewOfError } from '../../shared/errors.ts';
import type { ServiceView } from '../../shared/snapshot.ts';

/** How a service that we depend on is doing, by what the last call to it gave. */
export class ServiceHealth {
  #view: ServiceView = { state: 'unknown', error: null, lastOkAt: null };

  get view(): ServiceView {
    return this.#view;
  }

  /**
   * Makes a call to the service and takes note of how it went.
   * @param onChange The view may have changed.
   * @throws what the call throws
   */
  async judge<T>(call: () => Promise<T>, onChange: () => void): Promise<T> {
    try {
      const answer = await call();
      this.ok();
      return answer;
    } catch (thrown) {
      this.trouble(thrown);
      throw thrown;
    } finally {
      onChange();
    }
  }

  ok(): void {
    this.#view = { state: 'ok', error: null, lastOkAt: Date.now() };
  }

  trouble(thrown: unknown): void {
    this.#view = {
      state: 'trouble',
      error: viewOfError(thrown),
      lastOkAt: this.#view.lastOkAt,
    };
  }
}
