import type { Route } from '../../shared/capture-protocol.ts';
import type { RecorderError } from '../../shared/errors.ts';

/**
 * Which way into the room the next link takes: the first of the list until no media gets through there,
 * then the next, and after the last the first again. Where a link has opened, the next one begins.
 */
export class Routes {
  readonly #routes: readonly Route[];
  #index = 0;

  /** @param routes not empty */
  constructor(routes: readonly Route[]) {
    this.#routes = routes;
  }

  get current(): Route {
    const route = this.#routes[this.#index];
    if (route === undefined) throw new RangeError('no routes');
    return route;
  }

  /** An attempt over the current route failed. @returns true when the next one takes another */
  failed(error: RecorderError): boolean {
    if (!this.#concernsRoute(error)) return false;
    const before = this.current;
    const next = (this.#index + 1) % this.#routes.length;
    this.#index = next;
    return this.current !== before;
  }

  /** Whether another way may do better: not when the server cannot be reached, or refuses us. */
  #concernsRoute({ code }: RecorderError): boolean {
    return code === 'livekit-no-media';
  }
}
