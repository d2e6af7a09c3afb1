/** What came and was not asked for yet; whoever fills it sends a few ahead only. */
export class Queue<T> {
  readonly #items: T[] = [];
  #waiting: { resolve: (item: T) => void; reject: (error: unknown) => void } | null = null;
  #failure: { readonly error: unknown } | null = null;

  push(item: T): void {
    if (this.#waiting === null) this.#items.push(item);
    else this.#waiting.resolve(item);
    this.#waiting = null;
  }

  /** Whoever waits, or asks when all that came before is taken, is told so. The first failure stays. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  /** For one at a time. */
  async next(): Promise<T> {
    const item = this.#items.shift();
    if (item !== undefined) return item;
    if (this.#failure !== null) throw this.#failure.error;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }
}
