/** Rates that only a series of snapshots can tell: messages a second. */
import { Series } from '../../shared/series.ts';
import type { EngineSnapshot } from '../../shared/snapshot.ts';

const MESSAGE_WINDOW_MS = 5000;

export class Rates {
  readonly #messages = new Map<string, Series>();

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
  }

  /** What was not synced may be missing when a recording is taken up again: no rate rather than a negative one. */
  messagesPerSecond(sessionId: string): number {
    return Math.max(0, this.#messages.get(sessionId)?.slope(900) ?? 0);
  }
}
