/** Random numbers that a printed seed brings back (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** All of them, in an order of its own; again and again. */
  *rounds<T>(all: readonly T[]): Generator<T, never> {
    for (;;) {
      const left = [...all];
      while (left.length > 0) {
        const [one] = left.splice(Math.floor(this.next() * left.length), 1);
        if (one !== undefined) yield one;
      }
    }
  }
}
