interface Sample {
  readonly at: number;
  readonly value: number;
}

/** A value over time, of which the newest `windowMs` are kept. Times are milliseconds. */
export class Series {
  readonly #windowMs: number;
  readonly #spacingMs: number;
  #samples: Sample[] = [];

  /** @param spacingMs Samples that come sooner after the last one are left out. */
  constructor(windowMs: number, spacingMs: number) {
    this.#windowMs = windowMs;
    this.#spacingMs = spacingMs;
  }

  add(sample: Sample): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && sample.at - last.at < this.#spacingMs) return;
    const keepFrom = sample.at - this.#windowMs;
    this.#samples = [...this.#samples.filter(({ at }) => at >= keepFrom), sample];
  }

  /** Change per second; null while too little time is covered. */
  slope(leastMs: number): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < leastMs) return null;
    return ((last.value - first.value) / (last.at - first.at)) * 1000;
  }
}
