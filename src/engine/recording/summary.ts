/** What a recording holds, gathered record by record: the base of manifest, receipt and resume. */
import type {
  GapFilledRecord,
  GapRecord,
  GapSender,
  KnownRecord,
  PacketRecord,
} from '../../shared/records.ts';
import { ClockTally, type ClockSummary } from '../clock/clock-summary.ts';
import { emptyCounts, type Counts, type ManifestParticipant } from './manifest.ts';
import type { ForeignRecord } from './lines.ts';
import { isPacket, packetBytes } from './packet-size.ts';
import { isStreamPath, type StreamRef, type StreamRefs } from './stream-refs.ts';
import { TopicTally } from './topic-tally.ts';

interface Sender {
  readonly identity?: string | null | undefined;
  readonly sid?: string | null | undefined;
}

interface Stamped {
  readonly record: number;
  readonly kind: string;
  readonly arrival: string;
}

/** What a `data` record adds to the tallies. */
export interface TalliedData extends Sender {
  readonly record: number;
  /** 0 when it has none. */
  readonly sequence: number;
  readonly topic: string | null;
  readonly payloadBytes: number;
}

/** Counted in place: a map is only written to for something new. */
interface Tally {
  count: number;
}

function countsIn(tallies: ReadonlyMap<string, Tally>): Record<string, number> {
  return Object.fromEntries([...tallies].map(([name, { count }]) => [name, count]));
}

interface SenderTally {
  identity: string | null;
  readonly sid: string | null;
  name: string;
  messages: number;
  bytes: number;
  first: number | null;
  last: number | null;
  unsequenced: number;
}

export class RecordingSummary {
  readonly #senders = new Map<string, SenderTally>();
  readonly #names = new Map<string, string>();
  readonly #byKind = new Map<string, Tally>();
  readonly #byTopic = new TopicTally();
  readonly #clock = new ClockTally();
  readonly gaps: GapRecord[] = [];
  /** The numbers of those records. */
  readonly gapNumbers: number[] = [];
  readonly fills: GapFilledRecord[] = [];
  readonly #streamRefs = new Map<string, StreamRef[]>();
  #records = 0;
  #messages = 0;
  #bytes = 0;
  #duplicates = 0;
  #lastRecord = 0;
  #lastLink = 0;
  #lastArrival: string | null = null;
  #firstArrival: string | null = null;
  #roomSid: string | null = null;
  #roomMetadata: string | null = null;
  #ended = false;

  add(record: KnownRecord): void {
    this.#stamp(record);
    if (isPacket(record)) {
      this.#message(record);
      return;
    }
    switch (record.kind) {
      case 'participant':
        this.#names.set(record.sid, record.name ?? this.#names.get(record.sid) ?? '');
        return;
      case 'room':
        this.#ended ||= record.event === 'ended' && endsTheRoom(record.reason);
        this.#roomSid = record.sid ?? this.#roomSid;
        this.#roomMetadata = record.metadata ?? this.#roomMetadata;
        return;
      case 'link':
        this.#lastLink = Math.max(this.#lastLink, record.link);
        // It went on after all.
        if (record.event === 'open') this.#ended = false;
        this.#duplicates += record.duplicates ?? 0;
        return;
      case 'gap':
        this.gaps.push(withoutStamps(record));
        this.gapNumbers.push(record.record);
        return;
      case 'gap-filled':
        this.fills.push(record);
        return;
      case 'clock':
        this.#clock.add(record);
        return;
      case 'session':
        this.#ended ||= record.event === 'stopped';
        return;
      default:
    }
  }

  /** A record of a kind that a later version added. */
  addForeign(record: ForeignRecord): void {
    this.#stamp(record);
  }

  /** A `data` record that was read at its fixed places. Its arrival is told by `arrivedUntil`. */
  addData(record: TalliedData): void {
    this.#count(record.record, 'data');
    this.#byTopic.add(record.topic ?? '');
    this.#tally(record, record.sequence, record.payloadBytes);
  }

  /** The arrival of the first record; later ones are ignored. */
  arrivedFrom(arrival: string): void {
    this.#firstArrival ??= arrival;
  }

  arrivedUntil(arrival: string): void {
    this.#lastArrival = arrival;
  }

  /**
   * The end of the session or of its room was recorded, and nothing after it. A recorder that was stopped
   * or thrown out of the room while the session went on has not seen the end.
   */
  get ended(): boolean {
    return this.#ended;
  }

  /** Chunks of streams whose content stands in files, by path. */
  get streamRefs(): StreamRefs {
    return this.#streamRefs;
  }

  get lastRecord(): number {
    return this.#lastRecord;
  }

  get lastLink(): number {
    return this.#lastLink;
  }

  get firstArrival(): string | null {
    return this.#firstArrival;
  }

  get lastArrival(): string | null {
    return this.#lastArrival;
  }

  get room(): { readonly sid: string | null; readonly metadata: string | null } {
    return { sid: this.#roomSid, metadata: this.#roomMetadata };
  }

  get clock(): ClockSummary | null {
    return this.#clock.summary();
  }

  /** @param corrupt Lines that could not be read, from the scan. */
  counts(corrupt: number): Counts {
    return {
      ...emptyCounts,
      records: this.#records,
      messages: this.#messages,
      bytes: this.#bytes,
      duplicates: this.#duplicates,
      corrupt,
      byKind: countsIn(this.#byKind),
      byTopic: this.#byTopic.counts(),
    };
  }

  participants(): ManifestParticipant[] {
    return [...this.#senders.values()].map((sender) => ({
      identity: sender.identity,
      sid: sender.sid,
      name: sender.sid === null ? '' : (this.#names.get(sender.sid) ?? ''),
      messages: sender.messages,
      bytes: sender.bytes,
      firstSequence: sender.first,
      lastSequence: sender.last,
      unsequenced: sender.unsequenced,
    }));
  }

  /** The last number of each sender that numbers its packets. */
  lastSequences(): GapSender[] {
    const result: GapSender[] = [];
    for (const { identity, sid, last } of this.#senders.values()) {
      if (sid === null || last === null) continue;
      result.push(identity === null ? { sid, last } : { identity, sid, last });
    }
    return result;
  }

  #stamp(record: Stamped): void {
    this.#count(record.record, record.kind);
    this.arrivedFrom(record.arrival);
    this.arrivedUntil(record.arrival);
  }

  #count(record: number, kind: string): void {
    this.#records += 1;
    this.#lastRecord = record;
    const tally = this.#byKind.get(kind);
    if (tally === undefined) this.#byKind.set(kind, { count: 1 });
    else tally.count += 1;
  }

  #message(record: PacketRecord): void {
    if (record.kind === 'data') this.#byTopic.add(record.topic ?? '');
    if (record.kind === 'text-stream' || record.kind === 'byte-stream') this.#streamRef(record);
    const sequence = record.kind === 'data-track' ? 0 : (record.sequence ?? 0);
    this.#tally(record, sequence, packetBytes(record));
  }

  #tally(from: Sender, sequence: number, bytes: number): void {
    this.#messages += 1;
    this.#bytes += bytes;
    const sender = this.#sender(from.identity ?? null, from.sid ?? null);
    sender.messages += 1;
    sender.bytes += bytes;
    if (sequence === 0) {
      sender.unsequenced += 1;
      return;
    }
    sender.first = Math.min(sender.first ?? sequence, sequence);
    sender.last = Math.max(sender.last ?? sequence, sequence);
  }

  #streamRef(record: Extract<PacketRecord, { kind: 'text-stream' | 'byte-stream' }>): void {
    if (record.part === 'header' && record.topic !== undefined) this.#byTopic.add(record.topic);
    const { file, offset, length, contentCrc: crc } = record;
    if (file === undefined || offset === undefined || length === undefined || crc === undefined) {
      return;
    }
    if (!isStreamPath(file)) return;
    const known = this.#streamRefs.get(file);
    if (known === undefined) this.#streamRefs.set(file, [{ offset, length, crc }]);
    else known.push({ offset, length, crc });
  }

  #sender(identity: string | null, sid: string | null): SenderTally {
    const key = sid ?? `identity:${identity ?? ''}`;
    const known = this.#senders.get(key);
    if (known !== undefined) {
      known.identity ??= identity;
      return known;
    }
    const fresh: SenderTally = {
      identity,
      sid,
      name: '',
      messages: 0,
      bytes: 0,
      first: null,
      last: null,
      unsequenced: 0,
    };
    this.#senders.set(key, fresh);
    return fresh;
  }
}

function withoutStamps(gap: Extract<KnownRecord, { kind: 'gap' }>): GapRecord {
  const members = Object.entries(gap).filter(
    ([name]) => !['record', 'monotonic', 'crc'].includes(name),
  );
  return { kind: 'gap', reason: gap.reason, ...Object.fromEntries(members) };
}

/** Reasons as in `room` records; `stopped` and `removed` are ends of the recorder's stay alone. */
function endsTheRoom(reason: string | undefined): boolean {
  return reason === 'room-deleted' || reason === 'room-closed';
}
