/** Calls to a thread that are not answered yet. */
import type { RecorderError } from '../../shared/errors.ts';

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: RecorderError) => void;
}

export class PendingCalls {
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  get size(): number {
    return this.#waiting.size;
  }

  /** @param send Hands the call over under this number. @returns What is answered; both ends are built together. */
  begin<T>(send: (id: number) => void): Promise<T> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      send(id);
    });
  }

  /** Nothing when nobody waits for it any more. */
  answer(id: number, result: unknown): void {
    this.#take(id)?.resolve(result as never);
  }

  fail(id: number, error: RecorderError): void {
    this.#take(id)?.reject(error);
  }

  /** Whoever should have answered is gone. */
  failAll(error: RecorderError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
