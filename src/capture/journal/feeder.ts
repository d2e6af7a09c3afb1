/**
 * The producer's side of the journal. What does not fit into the ring waits in memory, in order and
 * bounded; what does not fit there is lost, counted, and declared by an `overload` gap record as soon
 * as there is room again.
 */
import type { Arrival, RoomSink } from '../ports.ts';
import { inFormatOrder, type Channel, type EventRecord } from '../../shared/records.ts';
import { LostNumbers } from './lost-numbers.ts';
import type { RingTag, RingWriter } from './ring.ts';

interface Waiting {
  readonly room: number;
  readonly link: number;
  readonly tag: RingTag;
  readonly arrival: Arrival;
  readonly payload: Uint8Array;
}

interface Loss {
  from: bigint;
  to: bigint;
  count: number;
  readonly numbers: LostNumbers;
}

const DRAIN_INTERVAL_MS = 2;

export class RingFeeder {
  readonly #ring: RingWriter;
  readonly #spillBytes: number;
  readonly #now: () => Arrival;
  readonly #losses = new Map<number, Loss>();
  #waiting: Waiting[] = [];
  #waitingFrom = 0;
  #waitingBytes = 0;
  #waitingPeak = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(ring: RingWriter, spillBytes: number, now: () => Arrival) {
    this.#ring = ring;
    this.#spillBytes = spillBytes;
    this.#now = now;
  }

  /** Bytes between reception and the journal thread, in ring and memory. */
  get queueBytes(): number {
    return this.#ring.usedBytes + this.#waitingBytes;
  }

  /** The most that it has been. */
  get queuePeakBytes(): number {
    return this.#ring.peakBytes + this.#waitingPeak;
  }

  /** What fits before packets are lost. */
  get queueLimitBytes(): number {
    return this.#ring.sizeBytes + this.#spillBytes;
  }

  /** The sink of one room; `room` is the handle that the journal thread knows it by. */
  sinkFor(room: number): RoomSink {
    return {
      packet: (link, channel, arrival, bytes) => this.#offer(room, link, channel, arrival, bytes),
      event: (record, arrival = this.#now()) => {
        this.#offerEvent(room, record, arrival);
      },
    };
  }

  /** A command to the journal thread, in order with the packets; never dropped. */
  command(room: number, body: unknown, arrival: Arrival = this.#now()): void {
    this.#enqueue(room, 0, 'command', arrival, Buffer.from(JSON.stringify(body)), true);
  }

  #offerEvent(room: number, record: EventRecord, arrival: Arrival): void {
    const link = 'link' in record && typeof record.link === 'number' ? record.link : 0;
    this.#enqueue(
      room,
      link,
      'event',
      arrival,
      Buffer.from(JSON.stringify(inFormatOrder(record))),
      true,
    );
  }

  #offer(room: number, link: number, tag: Channel, arrival: Arrival, bytes: Uint8Array): boolean {
    if (this.#losses.size > 0) this.#declareLosses();
    if (this.#enqueue(room, link, tag, arrival, bytes, false)) return true;
    let loss = this.#losses.get(room);
    if (loss === undefined) {
      loss = { from: arrival.wall, to: arrival.wall, count: 0, numbers: new LostNumbers() };
      this.#losses.set(room, loss);
    }
    loss.to = arrival.wall;
    loss.count += 1;
    loss.numbers.packet(tag, bytes);
    return false;
  }

  #enqueue(
    room: number,
    link: number,
    tag: RingTag,
    arrival: Arrival,
    payload: Uint8Array,
    always: boolean,
  ): boolean {
    if (
      this.#waitingBytes === 0 &&
      payload.length <= this.#ring.maxPayload &&
      this.#ring.push(room, link, tag, arrival.wall, arrival.monotonic, payload)
    ) {
      return true;
    }
    const cost = payload.length + 64;
    if (payload.length > this.#ring.maxPayload) return false;
    if (!always && this.#waitingBytes + cost > this.#spillBytes) return false;
    this.#waiting.push({ room, link, tag, arrival, payload: Uint8Array.from(payload) });
    this.#waitingBytes += cost;
    this.#waitingPeak = Math.max(this.#waitingPeak, this.#waitingBytes);
    this.#timer ??= setInterval(() => {
      this.#drain();
    }, DRAIN_INTERVAL_MS);
    return true;
  }

  #drain(): void {
    for (;;) {
      const next = this.#waiting[this.#waitingFrom];
      if (next === undefined) break;
      const { room, link, tag, arrival, payload } = next;
      if (!this.#ring.push(room, link, tag, arrival.wall, arrival.monotonic, payload)) return;
      this.#waitingFrom += 1;
      this.#waitingBytes -= payload.length + 64;
    }
    this.#waiting = [];
    this.#waitingFrom = 0;
    this.#waitingBytes = 0;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#declareLosses();
  }

  /** Once half of the memory is free again, says what was dropped. */
  #declareLosses(): void {
    if (this.#waitingBytes > this.#spillBytes / 2) return;
    for (const [room, { from, to, count, numbers }] of this.#losses) {
      this.#losses.delete(room);
      const bounds = { from: String(from), to: String(to) };
      this.#offerEvent(room, { kind: 'gap', reason: 'overload', ...bounds, count }, this.#now());
      for (const gap of numbers.gaps()) this.#offerEvent(room, gap, this.#now());
    }
  }
}
