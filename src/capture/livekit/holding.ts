import type { Channel, EventRecord, GapRecord } from '../../shared/records.ts';
import { LostNumbers } from '../journal/lost-numbers.ts';
import type { Arrival, RoomSink } from '../ports.ts';

const MOST_BYTES = 16 * 1024 * 1024;
/** Counted for each entry beside its payload. */
const OVERHEAD_BYTES = 200;
/** Released in portions, so that the sink's own queue is not flooded: about 100 MB a second. */
const PORTION_BYTES = 512 * 1024;
const PORTION_EVERY_MS = 5;

interface Lost {
  readonly from: bigint;
  to: bigint;
  count: number;
  readonly numbers: LostNumbers;
}

interface Entry {
  readonly size: number;
  readonly deliver: (sink: RoomSink) => void;
}

/**
 * A sink that keeps everything in memory, in its order, until it is known whether it may be recorded.
 * Bounded to 16 MiB: what exceeds it is lost, and an `overload` gap says so.
 */
export class Holding implements RoomSink {
  readonly #sink: RoomSink;
  #entries: Entry[] = [];
  #bytes = 0;
  #lost: Lost | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(sink: RoomSink) {
    this.#sink = sink;
  }

  packet(link: number, channel: Channel, arrival: Arrival, bytes: Uint8Array): boolean {
    if (this.#bytes + bytes.length > MOST_BYTES) {
      this.#lost ??= { from: arrival.wall, to: arrival.wall, count: 0, numbers: new LostNumbers() };
      this.#lost.to = arrival.wall;
      this.#lost.count += 1;
      this.#lost.numbers.packet(channel, bytes);
      return false;
    }
    this.#keep(bytes.length, (sink) => sink.packet(link, channel, arrival, bytes));
    return true;
  }

  event(record: EventRecord, arrival?: Arrival): void {
    this.#keep(JSON.stringify(record).length, (sink) => {
      sink.event(record, arrival);
    });
  }

  /** Hands everything on, in portions and in order; `done` is called when nothing is left. */
  release(done: () => void): void {
    this.#declareLost();
    this.#deliver(PORTION_BYTES);
    if (this.#entries.length === 0) done();
    else {
      this.#timer = setTimeout(() => {
        this.release(done);
      }, PORTION_EVERY_MS);
    }
  }

  /** Hands everything on at once: there is no more time. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#declareLost();
    this.#deliver(Infinity);
  }

  discard(): void {
    clearTimeout(this.#timer);
    this.#entries = [];
    this.#bytes = 0;
  }

  #declareLost(): void {
    if (this.#lost === null) return;
    const records = [overload(this.#lost), ...this.#lost.numbers.gaps()];
    this.#lost = null;
    for (const record of records) this.event(record);
  }

  #keep(size: number, deliver: (sink: RoomSink) => void): void {
    this.#entries.push({ size: size + OVERHEAD_BYTES, deliver });
    this.#bytes += size + OVERHEAD_BYTES;
  }

  #deliver(most: number): void {
    let count = 0;
    for (let sum = 0; count < this.#entries.length && sum < most; count += 1) {
      const entry = this.#entries[count];
      sum += entry?.size ?? 0;
      this.#bytes -= entry?.size ?? 0;
      entry?.deliver(this.#sink);
    }
    this.#entries.splice(0, count);
  }
}

function overload(lost: Lost): GapRecord {
  return {
    kind: 'gap',
    reason: 'overload',
    from: String(lost.from),
    to: String(lost.to),
    count: lost.count,
    detail: 'too much came before the session of the room was known',
  };
}
