/**
 * The journal of one room, inside the journal thread: gives record numbers, builds lines, writes them
 * into segments, and knows what is written and what is synced.
 *
 * When the disk refuses, the room is *failed*: nothing more is taken, what arrives is counted, and a
 * new segment is tried every second; the first thing in it is a `disk` gap record.
 */
import { join } from 'node:path';
import type { JournalCounters, JournalSettings } from '../../shared/capture-protocol.ts';
import { FORMAT_NAME, FORMAT_VERSION, segmentFileName } from '../../shared/layout.ts';
import type { GapRecord } from '../../shared/records.ts';
import { describeDiskError, type DiskFailure } from './disk-errors.ts';
import { encodePacket, lineHead, type EncodedPacket } from './encode.ts';
import type { LatencyHistogram } from './latency.ts';
import { LineBuffer } from './line-buffer.ts';
import type { RingEntry } from './ring.ts';
import { SegmentFile } from './segment-file.ts';

const RETRY_INTERVAL_MS = 1000;

export interface RoomJournalOptions {
  readonly recordingId: string;
  readonly folder: string;
  readonly nextRecord: number;
  readonly nextSegment: number;
  readonly software: string;
  readonly settings: JournalSettings;
  readonly now: () => { wall: bigint; monotonic: bigint };
  readonly writtenLatency: LatencyHistogram;
  readonly syncedLatency: LatencyHistogram;
  readonly onSegmentClosed: (file: string, size: number, first: number, last: number) => void;
}

interface Failure extends DiskFailure {
  readonly from: bigint;
  to: bigint;
  count: number;
  retryAt: number;
}

export class RoomJournal {
  readonly recordingId: string;
  readonly #options: RoomJournalOptions;
  readonly #lines = new LineBuffer();
  #file: SegmentFile | null = null;
  #nextRecord: number;
  #nextSegment: number;
  #segmentFirstRecord = 0;
  #segmentOpenedAt = 0;
  #written: number;
  #synced: number;
  #unsynced: bigint[] = [];
  #unsyncedBytes = 0;
  #dirtySince = 0;
  #messages = 0;
  #bytes = 0;
  #lost = 0;
  #lastWriteAt: number | null = null;
  #lastSyncedArrival: bigint;
  #failure: Failure | null = null;

  constructor(options: RoomJournalOptions) {
    this.#options = options;
    this.recordingId = options.recordingId;
    this.#nextRecord = options.nextRecord;
    this.#nextSegment = options.nextSegment;
    this.#written = options.nextRecord - 1;
    this.#synced = options.nextRecord - 1;
    this.#lastSyncedArrival = options.now().wall;
    this.#openSegment();
  }

  counters(): JournalCounters {
    const failure = this.#failure;
    return {
      written: this.#written,
      synced: this.#synced,
      messages: this.#messages,
      bytes: this.#bytes,
      lastWriteAt: this.#lastWriteAt,
      lost: this.#lost,
      error: failure === null ? null : { code: failure.code, message: failure.message },
    };
  }

  /** Adds a packet; null when it was lost because the disk refuses. */
  packet(entry: RingEntry): { record: number; packet: EncodedPacket } | null {
    if (!this.#accepts(entry.wall)) return null;
    const channel = entry.tag === 'lossy' || entry.tag === 'data-track' ? entry.tag : 'reliable';
    const record = this.#nextRecord;
    const head = lineHead(record, entry.wall, entry.monotonic);
    const packet = encodePacket(head, entry.link, channel, entry.payload);
    this.#lines.add(packet.line, entry.monotonic);
    this.#nextRecord += 1;
    this.#messages += 1;
    this.#bytes += packet.payload.length;
    return { record, packet };
  }

  /** Adds an event record, given as the JSON text of its members. */
  event(entry: RingEntry): void {
    if (!this.#accepts(entry.wall)) return;
    this.#addEvent(entry.payload.toString('utf8'), entry.wall, entry.monotonic);
  }

  /** Writes everything that was added. Never throws: a refusing disk makes the room failed. */
  flush(nowMs: number): void {
    const { length, lines } = this.#lines;
    if (length === 0) return;
    const file = this.#file;
    if (file === null) return;
    const sizeBefore = file.size;
    try {
      file.append(this.#lines.bytes(), this.#lines.ends);
    } catch (error) {
      const whole = this.#lines.ends.filter((end) => end <= file.size - sizeBefore).length;
      this.#tookLines(whole, file.size - sizeBefore, nowMs);
      this.#fail(error, lines - whole);
      return;
    }
    this.#tookLines(lines, length, nowMs);
    this.#lines.clear();
    if (file.size >= this.#options.settings.segmentBytes) this.#closeSegment();
  }

  /** Whether a sync should start now. */
  syncDue(nowMs: number): boolean {
    if (this.#unsyncedBytes === 0 || this.#file === null || this.#file.syncing) return false;
    const { syncIntervalMs, syncBytes } = this.#options.settings;
    return this.#unsyncedBytes >= syncBytes || nowMs - this.#dirtySince >= syncIntervalMs;
  }

  /** Milliseconds until the next sync is due, or null when everything is synced. */
  syncDueIn(nowMs: number): number | null {
    if (this.#unsyncedBytes === 0) return null;
    return Math.max(0, this.#dirtySince + this.#options.settings.syncIntervalMs - nowMs);
  }

  get syncing(): boolean {
    return this.#file?.syncing ?? false;
  }

  startSync(nowMs: number): void {
    const file = this.#file;
    if (file === null) return;
    const upTo = this.#written;
    const waiting = this.#unsynced;
    this.#unsynced = [];
    this.#unsyncedBytes = 0;
    this.#dirtySince = nowMs;
    file.sync((error) => {
      if (error !== null) {
        if (this.#file === file) this.#fail(error, 0);
        return;
      }
      this.#tookSync(upTo, waiting);
    });
  }

  /** What time alone brings: a segment that is old enough is closed, a failed disk is tried again. */
  tick(nowMs: number): void {
    if (this.#failure !== null && nowMs >= this.#failure.retryAt) this.#openSegment();
    const age = nowMs - this.#segmentOpenedAt;
    if (this.#file !== null && !this.#file.syncing && age >= this.#options.settings.segmentMs) {
      this.#closeSegment();
    }
  }

  /** Writes, syncs, closes. Returns why the disk refused, if it did. */
  close(nowMs: number): DiskFailure | null {
    if (this.#failure !== null) this.#openSegment();
    this.flush(nowMs);
    this.#closeSegment();
    return this.#failure;
  }

  /** False while the disk refuses; what is not taken is counted. Opens the next segment if needed. */
  #accepts(wall: bigint): boolean {
    if (this.#file === null && this.#failure === null) this.#openSegment();
    if (this.#failure === null) return true;
    this.#failure.to = wall;
    this.#failure.count += 1;
    this.#lost += 1;
    return false;
  }

  #openSegment(): void {
    const { folder, recordingId, software, now } = this.#options;
    const at = now();
    try {
      this.#file = new SegmentFile(join(folder, segmentFileName(this.#nextSegment)));
    } catch (error) {
      this.#fail(error, 0);
      return;
    }
    const segment = this.#nextSegment;
    this.#nextSegment += 1;
    this.#segmentFirstRecord = this.#nextRecord;
    this.#segmentOpenedAt = Number(at.monotonic / 1_000_000n);
    const header = { kind: 'segment', format: FORMAT_NAME, version: FORMAT_VERSION };
    this.#addEvent(
      JSON.stringify({ ...header, recordingId, segment, lane: 'a', software }),
      at.wall,
      at.monotonic,
    );
    if (this.#failure !== null) this.#resume(this.#failure, at);
  }

  /** The disk takes files again: declares what was lost. Whether it also takes bytes shows here. */
  #resume(failure: Failure, at: { wall: bigint; monotonic: bigint }): void {
    const gap: GapRecord = {
      kind: 'gap',
      reason: 'disk',
      from: String(failure.from),
      to: String(at.wall),
      count: failure.count,
      detail: failure.message,
    };
    this.#addEvent(JSON.stringify(gap), at.wall, at.monotonic);
    const { length, lines } = this.#lines;
    try {
      this.#file?.append(this.#lines.bytes(), this.#lines.ends);
    } catch (error) {
      this.#fail(error, 0);
      return;
    }
    this.#failure = null;
    this.#tookLines(lines, length, this.#segmentOpenedAt);
    this.#lines.clear();
  }

  #closeSegment(): void {
    const file = this.#file;
    if (file === null) return;
    try {
      file.syncNow();
      this.#tookSync(this.#written, this.#unsynced);
      this.#unsynced = [];
      this.#unsyncedBytes = 0;
    } catch (error) {
      this.#fail(error, 0);
      return;
    }
    this.#dropFile(file);
  }

  #dropFile(file: SegmentFile): void {
    this.#file = null;
    file.close();
    const { onSegmentClosed } = this.#options;
    onSegmentClosed(file.path, file.size, this.#segmentFirstRecord, this.#nextRecord - 1);
  }

  #addEvent(json: string, wall: bigint, monotonic: bigint): void {
    const head = lineHead(this.#nextRecord, wall, monotonic);
    this.#lines.add(`${head},${json.slice(1, -1)}`, monotonic);
    this.#nextRecord += 1;
  }

  #tookLines(count: number, bytes: number, nowMs: number): void {
    if (count === 0) return;
    const nowMicros = Number(this.#options.now().monotonic / 1000n);
    for (const arrival of this.#lines.arrivals.slice(0, count)) {
      this.#options.writtenLatency.add(nowMicros - Number(arrival / 1000n));
      this.#unsynced.push(arrival);
    }
    if (this.#unsyncedBytes === 0) this.#dirtySince = nowMs;
    this.#unsyncedBytes += bytes;
    this.#written += count;
    this.#lastWriteAt = Date.now();
  }

  #tookSync(upTo: number, arrivals: readonly bigint[]): void {
    const now = this.#options.now();
    const nowMicros = Number(now.monotonic / 1000n);
    for (const arrival of arrivals) {
      this.#options.syncedLatency.add(nowMicros - Number(arrival / 1000n));
    }
    this.#synced = Math.max(this.#synced, upTo);
    this.#lastSyncedArrival = now.wall;
  }

  /** @param dropped Lines that were built but not written; their numbers are used again. */
  #fail(error: unknown, dropped: number): void {
    const { now } = this.#options;
    const { wall, monotonic } = now();
    const file = this.#file;
    this.#nextRecord = this.#written + 1;
    this.#lines.clear();
    this.#unsynced = [];
    this.#unsyncedBytes = 0;
    this.#lost += dropped;
    const known = this.#failure;
    this.#failure = {
      ...describeDiskError(error),
      from: known?.from ?? this.#lastSyncedArrival,
      to: wall,
      count: (known?.count ?? 0) + dropped,
      retryAt: Number(monotonic / 1_000_000n) + RETRY_INTERVAL_MS,
    };
    if (file !== null) this.#dropFile(file);
  }
}
