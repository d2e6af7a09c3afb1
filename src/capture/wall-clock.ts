/**
 * Wall clock in nanoseconds, cheap enough for each packet: the monotonic clock plus an offset that is
 * measured again every second, so that it follows steps of the system clock.
 */
import { hrtime } from 'node:process';
import type { Arrival } from './ports.ts';

/** The clocks of the system; others in tests. */
export interface SystemClocks {
  /** Unix milliseconds, whole. */
  readonly wallMs: () => number;
  /** Unix milliseconds with fractions; need not follow steps of the clock. */
  readonly fineWallMs: () => number;
  /** Nanoseconds. */
  readonly monotonic: () => bigint;
}

const REMEASURE_NS = 1_000_000_000n;
/** Date.now() only has milliseconds; a smaller disagreement says nothing and must not cause jitter. */
const TOLERANCE_NS = 2_000_000n;
/** Date.now() cuts off: on average half a millisecond has passed since. */
const HALF_MS_NS = 500_000n;
/** When the process was put aside between reading the two clocks, they do not belong together. */
const READ_WITHIN_NS = 500_000n;
const READ_TRIES = 5;

const systemClocks: SystemClocks = {
  wallMs: Date.now,
  fineWallMs: () => performance.timeOrigin + performance.now(),
  // Imported: to look up `process.hrtime` for each packet costs as much as the clock.
  monotonic: () => hrtime.bigint(),
};

export class WallClock {
  readonly #clocks: SystemClocks;
  readonly #onAdjusted: (change: bigint) => void;
  #offset: bigint;
  #measuredAt: bigint;

  /**
   * @param onAdjusted The stamps follow a system clock that has moved against the monotonic one by so
   *   many nanoseconds since the last look (positive: forwards). Called within `now()`; must be quick.
   */
  constructor(
    onAdjusted: (change: bigint) => void = () => undefined,
    clocks: SystemClocks = systemClocks,
  ) {
    this.#clocks = clocks;
    this.#onAdjusted = onAdjusted;
    this.#measuredAt = clocks.monotonic();
    const fine = BigInt(Math.round(clocks.fineWallMs() * 1000)) * 1000n - this.#measuredAt;
    const coarse = this.#measure();
    this.#offset = coarse === null || isNear(fine - coarse) ? fine : coarse;
  }

  now(): Arrival {
    const monotonic = this.#clocks.monotonic();
    if (monotonic - this.#measuredAt >= REMEASURE_NS) this.#followSteps(monotonic);
    return { wall: monotonic + this.#offset, monotonic };
  }

  #followSteps(monotonic: bigint): void {
    const offset = this.#measure();
    // Not readable at once on a busy machine: the next call looks again.
    if (offset === null) return;
    this.#measuredAt = monotonic;
    const change = offset - this.#offset;
    if (isNear(change)) return;
    this.#offset = offset;
    this.#onAdjusted(change);
  }

  /** What to add to the monotonic clock; null when the two could not be read together. */
  #measure(): bigint | null {
    for (let tries = 0; tries < READ_TRIES; tries += 1) {
      const before = this.#clocks.monotonic();
      const wall = wallNs(this.#clocks.wallMs());
      const after = this.#clocks.monotonic();
      if (after - before <= READ_WITHIN_NS) return wall - (before + after) / 2n;
    }
    return null;
  }
}

function isNear(difference: bigint): boolean {
  return difference <= TOLERANCE_NS && difference >= -TOLERANCE_NS;
}

function wallNs(milliseconds: number): bigint {
  return BigInt(milliseconds) * 1_000_000n + HALF_MS_NS;
}
