import type { Route } from '../../shared/capture-protocol.ts';
import type { RecorderError } from '../../shared/errors.ts';

/**
 * Which way into the room the next link takes: the first of the list until no media gets through there,
 * then the next, and after the last the first again. Where a link has opened, the next one begins.
 */
export class Routes {
  readonly #routes: readonly Route[];
  #index = 0;
  /** Our own client has worked in this run: it gets a second round before rtc-node takes over. */
  #secondRound = false;

  /** @param routes not empty */
  constructor(routes: readonly Route[]) {
    this.#routes = routes;
  }

  get current(): Route {
    const route = this.#routes[this.#index];
    if (route === undefined) throw new RangeError('no routes');
    return route;
  }

  /** A link over the current route has opened. */
  opened(): void {
    this.#secondRound = this.current !== 'rtc-node';
  }

  /** An attempt over the current route failed. @returns true when the next one takes another */
  failed(error: RecorderError): boolean {
    if (!this.#concernsRoute(error)) return false;
    const before = this.current;
    let next = (this.#index + 1) % this.#routes.length;
    if (this.#routes[next] === 'rtc-node' && this.#secondRound) {
      this.#secondRound = false;
      next = 0;
    }
    this.#index = next;
    return this.current !== before;
  }

  /** Whether another way may do better: not when the server cannot be reached, or refuses us. */
  #concernsRoute({ code }: RecorderError): boolean {
    if (code === 'livekit-no-media') return true;
    return this.current === 'rtc-node' && code !== 'livekit-unauthorized';
  }
}
