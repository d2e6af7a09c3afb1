import { NoAnswerError } from './errors.ts';

interface Waiting {
  readonly grant: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * SyncFlow's pool of database connections. It is the reason for its strangest fault: every Started
 * session holds one for as long as it lasts (server-faults.json). Who comes first is served first.
 */
export class ConnectionPool {
  readonly #timeoutMs: number;
  #free: number;
  #queue: Waiting[] = [];

  /** @param size null: without limit */
  constructor(size: number | null, timeoutSeconds: number) {
    this.#free = size ?? Infinity;
    this.#timeoutMs = timeoutSeconds * 1_000;
  }

  get free(): number {
    return this.#free;
  }

  /**
   * Resolves with the function that gives the connection back.
   * @throws NoAnswerError after the pool's time, or when `signal` ends the wait
   */
  acquire(signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        this.#free -= 1;
        resolve(this.#releaser());
      };
      if (this.#free > 0) {
        grant();
        return;
      }
      const giveUp = (): void => {
        clearTimeout(timer);
        this.#queue = this.#queue.filter((other) => other.timer !== timer);
        reject(new NoAnswerError('timed out waiting for connection'));
      };
      const timer = setTimeout(giveUp, this.#timeoutMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      // A stand-in that is closed must not hold its process for the rest of the wait.
      timer.unref();
      this.#queue.push({ grant, timer });
    });
  }

  #releaser(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#free += 1;
      const next = this.#queue.shift();
      if (next === undefined) return;
      clearTimeout(next.timer);
      next.grant();
    };
  }
}
