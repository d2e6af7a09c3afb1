/**
 * The numbers of packets that were taken from the network and could not be kept. A packet may have been
 * on its way for long, so that the time of its loss says little of when it was sent; its number is exact.
 * Bounded: beyond that the last range of a sender grows over what lies between, and senders that were
 * not seen before are left to the count and the times of the gap.
 */
import type { Channel, GapRecord } from '../../shared/records.ts';
import { scanPacket } from '../livekit/packet-scanner.ts';

const MOST_SENDERS = 1000;
const MOST_RANGES = 2000;

interface Range {
  first: number;
  last: number;
}

interface Sender {
  readonly identity: string | undefined;
  readonly ranges: Range[];
}

export class LostNumbers {
  readonly #senders = new Map<string, Sender>();
  #ranges = 0;

  /** A packet as it came. Only reliable ones have numbers that prove anything. */
  packet(channel: Channel | 'event' | 'command', bytes: Uint8Array): void {
    if (channel !== 'reliable') return;
    const packet = scanPacket(bytes);
    if (packet?.sid === undefined || packet.sequence === 0) return;
    this.add(packet.sid, packet.identity, packet.sequence);
  }

  add(sid: string, identity: string | undefined, sequence: number): void {
    let sender = this.#senders.get(sid);
    if (sender === undefined) {
      if (this.#senders.size >= MOST_SENDERS) return;
      sender = { identity, ranges: [] };
      this.#senders.set(sid, sender);
    }
    const last = sender.ranges.at(-1);
    if (last !== undefined && sequence === last.last + 1) last.last = sequence;
    else if (last === undefined || this.#ranges < MOST_RANGES) {
      sender.ranges.push({ first: sequence, last: sequence });
      this.#ranges += 1;
    } else {
      last.first = Math.min(last.first, sequence);
      last.last = Math.max(last.last, sequence);
    }
  }

  /** One for each range. */
  gaps(): GapRecord[] {
    return [...this.#senders].flatMap(([sid, { identity, ranges }]) =>
      ranges.map(({ first, last }): GapRecord => ({
        kind: 'gap',
        reason: 'sequence',
        ...(identity === undefined ? {} : { identity }),
        sid,
        firstMissing: first,
        lastMissing: last,
      })),
    );
  }

  clear(): void {
    this.#senders.clear();
    this.#ranges = 0;
  }
}
