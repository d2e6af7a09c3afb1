import type { Channel, EventRecord } from '../../shared/records.ts';
import type { Arrival, RoomParticipant, RoomSink } from '../ports.ts';
import type { Dedupe, Sender } from './dedupe.ts';
import { Holding } from './holding.ts';
import type { AnyLink } from './link-types.ts';
import { OverlapWindow } from './overlap-window.ts';
import { scanPacket } from './packet-scanner.ts';
import type { Participants } from './participants.ts';
import { RoutingScanner } from './routing-scanner.ts';

/** What a link counts, for the judgement of its end. */
type LinkCounters = Pick<AnyLink, 'number' | 'packets' | 'lastPacket'>;

/** Where all packets and records of a room pass on their way to the sink. */
export class Intake {
  readonly #sink: RoomSink;
  readonly #dedupe: Dedupe;
  readonly #now: () => Arrival;
  readonly #routing = new RoutingScanner();
  #out: RoomSink;
  #holding: Holding | null = null;
  #window: OverlapWindow | null = null;
  #overlaps = 0;
  #closed = false;
  #refusing = false;
  packets = 0;
  bytes = 0;
  duplicates = 0;

  constructor(sink: RoomSink, dedupe: Dedupe, now: () => Arrival) {
    this.#sink = sink;
    this.#out = sink;
    this.#dedupe = dedupe;
    this.#now = now;
  }

  /** Hot path: stamps, recognises duplicates, hands on. */
  packet(link: LinkCounters, channel: Channel, bytes: Uint8Array): void {
    if (this.#closed || this.#refusing) return;
    const arrival = this.#now();
    link.packets += 1;
    link.lastPacket = arrival.wall;
    if (!this.#isNew(link.number, channel, arrival, bytes)) {
      this.duplicates += 1;
      return;
    }
    this.packets += 1;
    this.bytes += bytes.length;
    this.#out.packet(link.number, channel, arrival, bytes);
  }

  event(record: EventRecord): void {
    if (!this.#closed) this.#out.event(record, this.#now());
  }

  /** From now on everything is kept in memory, until `release` or `discard`. */
  hold(): void {
    this.#holding ??= new Holding(this.#sink);
    this.#out = this.#holding;
  }

  /** What is held may be recorded. */
  release(): void {
    const holding = this.#holding;
    holding?.release(() => {
      if (this.#holding === holding) this.#holding = null;
      this.#out = this.#sink;
    });
  }

  /** What is held is none of ours. */
  discard(): void {
    this.#holding?.discard();
    this.#holding = null;
    this.#closed = true;
  }

  /** Packets are none of ours any more; records still are. */
  refusePackets(): void {
    this.#refusing = true;
  }

  /** Nothing is taken any more. What is being released goes out at once. */
  close(): void {
    this.#holding?.flush();
    this.#holding = null;
    this.#closed = true;
  }

  /** While two links are open, unnumbered packets come over both. @returns ends it */
  overlap(): () => void {
    this.#overlaps += 1;
    this.#window ??= new OverlapWindow();
    return () => {
      this.#overlaps -= 1;
      if (this.#overlaps === 0) this.#window = null;
    };
  }

  /** Everyone who is in the room or has sent something and is not known to have left. */
  participants(announced: Participants): RoomParticipant[] {
    const infos = announced.present();
    const named = new Set(infos.map((info) => info.sid));
    const silent = infos.map(({ sid, identity, name }) =>
      viewOf(this.#dedupe.get(sid), { sid, identity, name }),
    );
    const senders = [...this.#dedupe.all()].filter((one) => !named.has(one.sid) && !one.left);
    return [
      ...silent,
      ...senders.map((one) =>
        viewOf(one, { sid: one.sid, identity: one.identity ?? '', name: '' }),
      ),
    ];
  }

  #isNew(link: number, channel: Channel, arrival: Arrival, bytes: Uint8Array): boolean {
    if (channel === 'data-track') return this.#window?.take(link, withoutHandle(bytes)) ?? true;
    const { sid, sequence } = this.#routing.scan(bytes);
    if (sid === '') return this.#window?.take(link, bytes) ?? true;
    const sender = this.#dedupe.get(sid) ?? this.#dedupe.add(sid, scanPacket(bytes)?.identity);
    // A lossy packet may carry a number too, but the server does not check it.
    const isNew =
      sequence > 0 && channel === 'reliable'
        ? this.#dedupe.take(sender, link, sequence, arrival.monotonic)
        : (this.#window?.take(link, bytes) ?? true);
    if (isNew) {
      sender.packets += 1;
      sender.lastArrival = arrival.wall;
    }
    return isNew;
  }
}

/** A frame of a data track but for its handle, which the server makes up for each link. */
function withoutHandle(frame: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(frame);
  copy.fill(0, 2, 4);
  return copy;
}

function viewOf(
  sender: Sender | undefined,
  who: { sid: string; identity: string; name: string },
): RoomParticipant {
  const last = sender?.lastArrival ?? null;
  return {
    ...who,
    packets: sender?.packets ?? 0,
    lastArrival: last === null ? null : String(last),
  };
}
