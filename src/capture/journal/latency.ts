/**
 * Latency histogram: logarithmic buckets, 16 a doubling (at most 5 % wide), from 1 µs to an hour.
 * Cheap enough for each message; percentiles are upper bounds of their bucket.
 */
import type { Latency } from '../../shared/capture-protocol.ts';

const PER_DOUBLING = 16;
const BUCKETS = 32 * PER_DOUBLING;

export class LatencyHistogram {
  readonly #buckets = new Float64Array(BUCKETS);
  #count = 0;
  #max = 0;

  /** @param micros One latency in microseconds. @param times How many messages had it. */
  add(micros: number, times = 1): void {
    const clamped = Math.max(1, micros);
    const index = Math.min(BUCKETS - 1, Math.floor(Math.log2(clamped) * PER_DOUBLING));
    this.#buckets[index] = (this.#buckets[index] ?? 0) + times;
    this.#count += times;
    if (micros > this.#max) this.#max = Math.round(micros);
  }

  get count(): number {
    return this.#count;
  }

  summary(): Latency {
    return {
      count: this.#count,
      p50: this.#percentile(0.5),
      p99: this.#percentile(0.99),
      max: this.#max,
    };
  }

  /** How many took longer; as sharp as a bucket. */
  over(micros: number): number {
    const first = Math.floor(Math.log2(micros) * PER_DOUBLING) + 1;
    return this.#buckets.subarray(first).reduce((sum, count) => sum + count, 0);
  }

  #percentile(share: number): number {
    const wanted = this.#count * share;
    let seen = 0;
    for (let index = 0; index < BUCKETS; index += 1) {
      seen += this.#buckets[index] ?? 0;
      if (seen >= wanted && seen > 0) {
        return Math.min(this.#max, Math.round(2 ** ((index + 1) / PER_DOUBLING)));
      }
    }
    return 0;
  }
}
