/**
 * The journal of one room, inside the journal thread: turns what arrived into lines and keeps count.
 * The RecordLog beneath it numbers, writes and syncs them, and deals with a disk that refuses.
 */
import type { JournalCounters } from '../../shared/capture-protocol.ts';
import type { GapRecord } from '../../shared/records.ts';
import { encodePacket, type EncodedPacket } from './encode.ts';
import type { RecordLogOptions } from './record-log-options.ts';
import { RecordLog } from './record-log.ts';
import type { RingEntry } from './ring.ts';

export class RoomJournal {
  readonly recordingId: string;
  readonly #log: RecordLog;
  #messages = 0;
  #bytes = 0;

  constructor(options: RecordLogOptions) {
    this.recordingId = options.recordingId;
    this.#log = new RecordLog(options);
  }

  counters(): JournalCounters {
    const { lost, error } = this.#log;
    const { written, synced, lastWriteAt } = this.#log.progress;
    const counts = { messages: this.#messages, bytes: this.#bytes };
    return { written, synced, ...counts, lastWriteAt, lost, error };
  }

  /** Adds a packet; null when it was lost because the disk refuses. */
  packet(entry: RingEntry): { record: number; packet: EncodedPacket } | null {
    const record = this.#log.next(entry.wall);
    if (record === null) return null;
    const channel = entry.tag === 'lossy' || entry.tag === 'data-track' ? entry.tag : 'reliable';
    const head = this.#log.head(entry);
    const packet = encodePacket(head, entry.link, channel, entry.payload);
    this.#log.add(packet.line, entry);
    this.#messages += 1;
    this.#bytes += packet.payload.length;
    return { record, packet };
  }

  /** Adds an event record, given as the JSON text of its members. */
  event(entry: RingEntry): void {
    if (this.#log.next(entry.wall) === null) return;
    this.#log.addEvent(entry.payload.toString('utf8'), entry);
  }

  /** Writes everything that was added. Never throws: a refusing disk makes the room failed. */
  flush(nowMs: number): void {
    this.#log.flush(nowMs);
  }

  /** Whether a sync should start now. */
  syncDue(nowMs: number): boolean {
    return this.#log.syncDue(nowMs);
  }

  /** Milliseconds until the next sync is due, or null when everything is synced. */
  syncDueIn(nowMs: number): number | null {
    return this.#log.syncDueIn(nowMs);
  }

  /** Since when something waits for a sync, in the milliseconds of `flush`. */
  get dirtySince(): number {
    return this.#log.progress.dirtySince;
  }

  get syncing(): boolean {
    return this.#log.syncing;
  }

  startSync(nowMs: number): void {
    this.#log.startSync(nowMs);
  }

  /** What time alone brings: a segment that is old enough is closed, a failed disk is tried again. */
  tick(nowMs: number): void {
    this.#log.tick(nowMs);
  }

  /** Writes, syncs, closes: at once, or, while a sync is under way, in a later `tick`. */
  close(nowMs: number): void {
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
}
