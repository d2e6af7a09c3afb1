/**
 * Wall clock in nanoseconds, cheap enough for each packet: the monotonic clock plus an offset that is
 * measured again every second, so that it follows steps of the system clock.
 */
import type { Arrival } from './ports.ts';

const REMEASURE_NS = 1_000_000_000n;
/** Date.now() only has milliseconds; a smaller disagreement says nothing and must not cause jitter. */
const TOLERANCE_NS = 2_000_000n;

export class WallClock {
  #offset: bigint;
  #measuredAt: bigint;

  constructor() {
    this.#measuredAt = process.hrtime.bigint();
    const micros = Math.round((performance.timeOrigin + performance.now()) * 1000);
    this.#offset = BigInt(micros) * 1000n - this.#measuredAt;
    this.#followSteps(this.#measuredAt);
  }

  now(): Arrival {
    const monotonic = process.hrtime.bigint();
    if (monotonic - this.#measuredAt >= REMEASURE_NS) this.#followSteps(monotonic);
    return { wall: monotonic + this.#offset, monotonic };
  }

  #followSteps(monotonic: bigint): void {
    const offset = BigInt(Date.now()) * 1_000_000n - monotonic;
    const drift = offset - this.#offset;
    if (drift > TOLERANCE_NS || drift < -TOLERANCE_NS) this.#offset = offset;
    this.#measuredAt = monotonic;
  }
}
