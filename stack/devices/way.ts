/** Whether the server is there, by what comes from it over the connection that publishes. */
import type { Room } from '@livekit/rtc-node';

export interface Way {
  /** Packets of all kinds that came; pings at least every 2.5 s (measured). */
  readonly heard: bigint;
  /** Those that are no pings: while a device sends, what acknowledges it. */
  readonly acknowledgements: bigint;
  /** The last packet of the channels came, not went: what went before is acknowledged. */
  readonly answered: boolean;
}

/** @throws Error when the connection is gone */
export async function wayOf(room: Room): Promise<Way> {
  const { publisherStats } = await room.getRtcStats();
  let heard = 0n;
  let acknowledgements = 0n;
  let answered = false;
  for (const { stats } of publisherStats) {
    const pair = stats.case === 'candidatePair' ? stats.value.candidatePair : undefined;
    if (pair?.nominated !== true) continue;
    const { packetsReceived = 0n, requestsReceived = 0n, responsesReceived = 0n } = pair;
    acknowledgements += packetsReceived;
    heard += packetsReceived + requestsReceived + responsesReceived;
    const [came = 0, went = 0] = [pair.lastPacketReceivedTimestamp, pair.lastPacketSentTimestamp];
    answered ||= came > went;
  }
  return { heard, acknowledgements, answered };
}

const LOOK_EVERY_MS = 1_000;

/**
 * When the server last acknowledged something; looked at each second. Pings do not count: a server was seen
 * to send them for 14 s in which it took nothing of what a device published.
 */
export class ServerWatch {
  readonly #room: Room;
  readonly #timer: NodeJS.Timeout;
  #acknowledgements = 0n;
  #lookedAt = Date.now();
  #heardMs = Date.now();

  constructor(room: Room) {
    this.#room = room;
    this.#timer = setInterval(() => {
      void this.#look();
    }, LOOK_EVERY_MS);
  }

  /** Unix ms: something came from it later than that. */
  get heardMs(): number {
    return this.#heardMs;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const before = this.#lookedAt;
    this.#lookedAt = Date.now();
    const way = await wayOf(this.#room).catch(() => null);
    // A new connection counts from 0.
    if (way === null || way.acknowledgements === 0n) return;
    if (way.acknowledgements === this.#acknowledgements) return;
    this.#acknowledgements = way.acknowledgements;
    this.#heardMs = before;
  }
}
