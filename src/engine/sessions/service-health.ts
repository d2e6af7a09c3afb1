import { viewOfError } from '../../shared/errors.ts';
import type { ServiceView } from '../../shared/snapshot.ts';

/** How a service that we depend on is doing, by what the last call to it gave. */
export class ServiceHealth {
  #view: ServiceView = { state: 'unknown', error: null, lastOkAt: null };

  get view(): ServiceView {
    return this.#view;
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
