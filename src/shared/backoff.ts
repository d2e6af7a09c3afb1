export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** 0 to 1: how much of each delay is random. */
  readonly jitter?: number;
}

/** Exponential delays with jitter, without limit of attempts. One instance per thing that is retried. */
export class Backoff {
  readonly #options: Required<BackoffOptions>;
  #attempt = 0;

  constructor(options: BackoffOptions) {
    this.#options = { jitter: 0.3, ...options };
  }

  get attempt(): number {
    return this.#attempt;
  }

  /** The next delay in milliseconds; each call counts as one failed attempt. */
  next(): number {
    const { initialMs, maxMs, jitter } = this.#options;
    const full = Math.min(maxMs, initialMs * 2 ** Math.min(this.#attempt, 30));
    this.#attempt += 1;
    return Math.round(full * (1 - jitter + jitter * Math.random()));
  }

  /** After a success. */
  reset(): void {
    this.#attempt = 0;
  }
}
