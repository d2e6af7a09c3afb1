/** What the stand-in was asked, for tests. The newest entries only, so that it cannot grow for ever. */
import type { CallName } from './fault-settings.ts';
import type { ApiRequest } from './request.ts';

const KEPT = 10_000;

export interface LoggedRequest {
  /** Milliseconds since 1970, when the request was answered. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly call: CallName | null;
  /** null: the connection was closed without an answer. */
  readonly status: number | null;
}

/** One question of the broker. `query` holds a token: never print it. */
export interface BrokerCallback {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly status: number | null;
  readonly body: string;
}

export class RequestLog {
  readonly #requests: LoggedRequest[] = [];
  readonly #callbacks: BrokerCallback[] = [];

  /** Calls of the API and others, but not the broker's. */
  get requests(): readonly LoggedRequest[] {
    return this.#requests;
  }

  get brokerCallbacks(): readonly BrokerCallback[] {
    return this.#callbacks;
  }

  add(request: ApiRequest, call: CallName | null, status: number | null, body: string): void {
    const { method, path, query } = request;
    if (call === 'broker-auth') {
      this.#callbacks.push({ method, path, query: Object.fromEntries(query), status, body });
      if (this.#callbacks.length > KEPT) this.#callbacks.shift();
      return;
    }
    this.#requests.push({ at: Date.now(), method, path, call, status });
    if (this.#requests.length > KEPT) this.#requests.shift();
  }
}
