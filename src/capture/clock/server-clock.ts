/** How the clock of the LiveKit server stands against ours, from the pings of the signalling. */
import type { ClockComparison } from '../../engine/clock/clock-reading.ts';
import type { ClockRecord } from '../../shared/records.ts';
import type { ServerTime } from '../ports.ts';

/** As NTP's clock filter: of the last eight answers the one with the shortest way is the truest. */
const KEPT = 8;
const MS_NS = 1_000_000n;

interface Sample {
  readonly link: number;
  readonly comparison: ClockComparison;
}

export class ServerClock {
  #samples: Sample[] = [];

  add(link: number, sample: ServerTime): void {
    this.#samples.push({ link, comparison: compareWithServer(sample) });
    if (this.#samples.length > KEPT) this.#samples.shift();
  }

  /** The clock was set: what was compared before says nothing any more. */
  forget(): void {
    this.#samples = [];
  }

  /** Null before the first answer. */
  record(event: 'start' | 'periodic' | 'end'): ClockRecord | null {
    const best = this.#samples.reduce<Sample | null>(
      (least, one) =>
        least === null || one.comparison.roundTrip <= least.comparison.roundTrip ? one : least,
      null,
    );
    if (best === null) return null;
    const { offset, uncertainty, roundTrip, at } = best.comparison;
    return {
      kind: 'clock',
      event,
      reference: 'livekit',
      link: best.link,
      offset: String(offset),
      uncertainty: String(uncertainty),
      roundTrip: String(roundTrip),
      measured: String(at.wall),
      measuredMonotonic: String(at.monotonic),
    };
  }
}

/** The server tells whole milliseconds, cut off: it meant some moment within that one. */
export function compareWithServer({ asked, answered, serverMs }: ServerTime): ClockComparison {
  const roundTrip = answered.monotonic - asked.monotonic;
  const half = roundTrip / 2n;
  const server = BigInt(serverMs) * MS_NS + MS_NS / 2n;
  return {
    offset: server - (answered.wall - half),
    uncertainty: half + MS_NS / 2n,
    roundTrip,
    at: { wall: answered.wall - half, monotonic: asked.monotonic + half },
  };
}
