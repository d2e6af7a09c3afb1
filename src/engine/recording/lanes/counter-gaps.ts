/** The gaps of one counter, found by time. */
import { firstIndex } from '../../../shared/first-index.ts';
import type { OpenCounterGap } from './counter-gap.ts';

export class CounterGaps {
  /** By where they begin. */
  readonly #gaps: readonly OpenCounterGap[];
  /** The latest end of each of them and of all before it: where looking back may stop. */
  readonly #ends: readonly number[];

  constructor(gaps: readonly OpenCounterGap[]) {
    this.#gaps = [...gaps].sort((a, b) => a.gap.from - b.gap.from);
    let end = -Infinity;
    this.#ends = this.#gaps.map(({ gap }) => (end = Math.max(end, gap.to)));
  }

  /** Those that are at most `within` away from a moment; both in milliseconds. */
  near(at: number, within: number): OpenCounterGap[] {
    const near: OpenCounterGap[] = [];
    for (let place = this.#begunBy(at + within) - 1; place >= 0; place -= 1) {
      if ((this.#ends[place] ?? 0) < at - within) break;
      const open = this.#gaps[place];
      if (open !== undefined && open.distance(at) <= within) near.push(open);
    }
    return near;
  }

  /** How many begin at that moment or before it. */
  #begunBy(moment: number): number {
    const gaps = this.#gaps;
    return firstIndex(0, gaps.length, (index) => (gaps[index]?.gap.from ?? Infinity) > moment);
  }
}
