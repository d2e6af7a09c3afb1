/**
 * The journal of one room, inside the journal thread: turns what arrived into lines and keeps count.
 * The RecordLog beneath it numbers, writes and syncs them, and deals with a disk that refuses.
 */
import type { JournalCounters } from '../../shared/capture-protocol.ts';
import { inFormatOrder, type GapRecord } from '../../shared/records.ts';
import { asBuffer } from './as-buffer.ts';
import { encodePacket } from './encode.ts';
import { feedPacketOf } from './feed-packet.ts';
import type { FeedSampler } from './feed-sampler.ts';
import type { RecordLogOptions, Stamp } from './record-log-options.ts';
import { RecordLog } from './record-log.ts';
import type { RingEntry } from './ring.ts';
import { RoomPackets } from './room-packets.ts';

export class RoomJournal {
  readonly recordingId: string;
  /** The live feed, while somebody looks at this room. */
  feed: FeedSampler | null = null;
  readonly #now: () => Stamp;
  readonly #log: RecordLog;
  readonly #packets: RoomPackets;
  /** Of the whole recording. */
  #messages: number;
  /** Since it was opened here: recovery does not measure payloads, which would keep us out of the room longer. */
  #bytes = 0;

  constructor(options: RecordLogOptions) {
    this.recordingId = options.recordingId;
    this.#now = options.now;
    this.#messages = options.messages ?? 0;
    const { folder, settings, files, counter = null } = options;
    this.#packets = new RoomPackets(folder, settings.streamReserveBytes, files, counter);
    this.#log = new RecordLog({
      ...options,
      // Contents first: a line never says of its stream's file what the disk may not hold.
      beforeSync: () => {
        this.#packets.files.syncNow();
      },
    });
  }

  counters(): JournalCounters {
    const { lost, error } = this.#log;
    const { written, synced, lastWriteAt } = this.#log.progress;
    const counts = { messages: this.#messages, bytes: this.#bytes };
    return { written, synced, ...counts, lastWriteAt, lost, error };
  }

  /** Adds a packet; false when it was lost, and counted, because the disk refuses. */
  packet(entry: RingEntry): boolean {
    const record = this.#log.next(entry.wall);
    if (record === null) {
      this.#log.unwritten.packet(entry);
      return false;
    }
    const packet = encodePacket(this.#log.begin(entry), record, entry, this.#packets);
    this.#log.end(entry);
    this.#messages += 1;
    this.#bytes += packet.size;
    this.feed?.add(record, entry.wall, entry.tag === 'reliable', packet);
    this.#addEnds(entry);
    return true;
  }

  /** Adds an event record, given as the JSON text of its members. */
  event(entry: RingEntry): void {
    const json = asBuffer(entry.payload).toString('utf8');
    this.#packets.learn(json, Number(entry.monotonic / 1_000_000n));
    if (this.#log.next(entry.wall) === null) {
      this.#log.unwritten.event(json);
      return;
    }
    this.#log.addEvent(json, entry);
  }

  /** Writes everything that was added. Never throws: a refusing disk makes the room failed. */
  flush(nowMs: number): void {
    this.#log.flush(nowMs);
  }

  /** Whether a sync should start now. */
  syncDue(nowMs: number): boolean {
    return !this.#packets.files.syncing && this.#log.syncDue(nowMs);
  }

  /** Milliseconds until the next sync is due, or null when everything is synced. */
  syncDueIn(nowMs: number): number | null {
    return this.#log.syncDueIn(nowMs);
  }

  /** Since when something waits for a sync, in the milliseconds of `flush`. */
  get dirtySince(): number {
    return this.#log.progress.dirtySince;
  }

  /** Written and not yet being synced. */
  get unsyncedBytes(): number {
    return this.#log.progress.unsyncedBytes;
  }

  get syncing(): boolean {
    return this.#log.syncing || this.#packets.files.syncing;
  }

  startSync(nowMs: number): void {
    this.#packets.files.sync(() => {
      this.#log.startSync(nowMs);
    });
  }

  /** What time alone brings: a segment that is old enough is closed, a failed disk is tried again. */
  tick(nowMs: number): void {
    const { streams, counters } = this.#packets;
    streams.tick(nowMs);
    counters?.tick(nowMs);
    if (streams.hasEnded || counters?.hasGaps === true) {
      this.#addEnds();
      this.#addCounterGaps();
      // Nothing else may come for a long time, and no built line waits when a sync begins.
      this.#log.flush(nowMs);
    }
    this.#log.tick(nowMs);
  }

  /** Writes, syncs, closes: at once, or, while a sync is under way, in a later `tick`. */
  close(nowMs: number): void {
    this.#packets.streams.endAll(nowMs);
    this.#addEnds();
    this.#packets.counters?.end();
    this.#addCounterGaps();
    this.#log.close(nowMs);
  }

  /** Nothing is open any more. `counters().error` says why the disk refused to the end, if it did. */
  get closed(): boolean {
    return this.#log.closed;
  }

  /** What is missing and could not even be declared on disk; for the manifest, once `closed`. */
  get undeclared(): GapRecord | null {
    return this.#log.undeclared;
  }

  /** They wait while the disk refuses. */
  #addCounterGaps(): void {
    const { counters } = this.#packets;
    if (counters?.hasGaps !== true || this.#log.closed || this.#log.error !== null) return;
    const stamp = this.#now();
    for (const gap of counters.takeGaps()) {
      if (this.#log.next(stamp.wall) === null) return;
      this.#log.addEvent(JSON.stringify(inFormatOrder(gap)), stamp);
    }
  }

  /** The last records of streams that are over. They wait while the disk refuses. */
  #addEnds(at?: Stamp): void {
    const { streams } = this.#packets;
    if (!streams.hasEnded || this.#log.closed || this.#log.error !== null) return;
    const stamp = at ?? this.#now();
    if (this.#log.next(stamp.wall) === null) return;
    for (const ended of streams.takeEnded()) {
      if (ended.gap !== null) this.#log.addEvent(JSON.stringify(ended.gap), stamp);
      const record = this.#log.next(stamp.wall);
      if (record === null) return;
      this.#log.add(ended.members, stamp);
      this.feed?.add(record, stamp.wall, true, feedPacketOf(ended));
    }
  }
}
