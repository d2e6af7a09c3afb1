import { Backoff } from '../../shared/backoff.ts';

type Cell = number | null;

/** How long to wait before the next child of a cell: longer with each death, from 0.1 to 5 s. */
export class CaptureDelays {
  readonly #backoffs = new Map<Cell, Backoff>();
  readonly #notBefore = new Map<Cell, number>();

  /** Milliseconds until a child of this cell may be started. */
  wait(cell: Cell): number {
    return Math.max(0, (this.#notBefore.get(cell) ?? 0) - Date.now());
  }

  /**
   * A child died. @param after The cells that its rooms are in now: one goes on with the same backoff,
   * several begin anew. @param stable It had lived long.
   */
  died(before: Cell, after: ReadonlySet<Cell>, stable: boolean): void {
    const backoff = this.#backoffs.get(before) ?? newBackoff();
    this.#backoffs.delete(before);
    if (stable) backoff.reset();
    const until = Date.now() + backoff.next();
    for (const cell of after) {
      this.#backoffs.set(cell, after.size === 1 ? backoff : newBackoff());
      this.#notBefore.set(cell, until);
    }
  }

  forget(cell: Cell): void {
    this.#backoffs.delete(cell);
    this.#notBefore.delete(cell);
  }
}

function newBackoff(): Backoff {
  return new Backoff({ initialMs: 100, maxMs: 5_000 });
}
