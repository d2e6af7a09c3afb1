/** Rates that only a series of snapshots can tell: messages a second, and when the disk will be full. */
import type { EngineSnapshot } from '../../shared/snapshot.ts';

interface Sample {
  readonly at: number;
  readonly value: number;
}

/** A value over time, of which the newest `windowMs` are kept. */
class Series {
  readonly #windowMs: number;
  readonly #spacingMs: number;
  #samples: Sample[] = [];

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

const MESSAGE_WINDOW_MS = 5000;
const DISK_WINDOW_MS = 10 * 60_000;
const DISK_LEAST_MS = 30_000;
/** A disk that is full in a month is no news. */
const HORIZON_MS = 30 * 24 * 3_600_000;

export class Rates {
  readonly #messages = new Map<string, Series>();
  readonly #free = new Series(DISK_WINDOW_MS, 5000);

  add(snapshot: EngineSnapshot): void {
    const present = new Set<string>();
    for (const { sessionId, counters } of snapshot.sessions) {
      if (counters === null) continue;
      present.add(sessionId);
      const series = this.#messages.get(sessionId) ?? new Series(MESSAGE_WINDOW_MS, 200);
      series.add({ at: snapshot.at, value: counters.journal.messages });
      this.#messages.set(sessionId, series);
    }
    for (const sessionId of this.#messages.keys()) {
      if (!present.has(sessionId)) this.#messages.delete(sessionId);
    }
    if (snapshot.disk !== null) this.#free.add({ at: snapshot.at, value: snapshot.disk.freeBytes });
  }

  /** A recording that was taken up again counts from 0: no rate rather than a negative one. */
  messagesPerSecond(sessionId: string): number {
    return Math.max(0, this.#messages.get(sessionId)?.slope(900) ?? 0);
  }

  /** When the disk is full if it goes on filling as in the last minutes; null when it does not fill. */
  diskFullAt(snapshot: EngineSnapshot): number | null {
    const slope = this.#free.slope(DISK_LEAST_MS);
    if (snapshot.disk === null || slope === null || slope >= 0) return null;
    const inMs = (snapshot.disk.freeBytes / -slope) * 1000;
    return inMs > HORIZON_MS ? null : snapshot.at + inMs;
  }
}
