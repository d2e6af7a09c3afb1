/**
 * The journal of one room, inside the journal thread: gives record numbers, builds lines, writes them
 * into segments, and knows what is written and what is synced.
 *
 * When the disk refuses, the room is *failed*: nothing more is taken, what arrives is counted, and a
 * new segment is tried every second; the first thing in it is a `disk` gap record.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalCounters, JournalSettings } from '../../shared/capture-protocol.ts';
import { FORMAT_NAME, FORMAT_VERSION, segmentFileName } from '../../shared/layout.ts';
import type { GapRecord, LaneName } from '../../shared/records.ts';
import { describeDiskError, type DiskFailure } from './disk-errors.ts';
import { encodePacket, lineHead, type EncodedPacket } from './encode.ts';
import type { LatencyHistogram } from './latency.ts';
import { LineBuffer } from './line-buffer.ts';
import { JournalProgress } from './progress.ts';
import type { RingEntry } from './ring.ts';
import { SegmentFile } from './segment-file.ts';

const RETRY_INTERVAL_MS = 1000;

export interface RoomJournalOptions {
  readonly recordingId: string;
  readonly folder: string;
  /** Absent: lane a. */
  readonly lane?: LaneName;
  readonly nextRecord: number;
  readonly nextSegment: number;
  /** When the first thing for this journal arrived. */
  readonly openedAt: { readonly wall: bigint; readonly monotonic: bigint };
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
  readonly #progress: JournalProgress;
  #messages = 0;
  #bytes = 0;
  #lost = 0;
  #failure: Failure | null = null;

  constructor(options: RoomJournalOptions) {
    this.#options = options;
    this.recordingId = options.recordingId;
    this.#nextRecord = options.nextRecord;
    this.#nextSegment = options.nextSegment;
    this.#progress = new JournalProgress({ ...options, lastRecord: options.nextRecord - 1 });
    this.#openSegment(options.openedAt);
  }

  counters(): JournalCounters {
    const failure = this.#failure;
    return {
      written: this.#progress.written,
      synced: this.#progress.synced,
      messages: this.#messages,
      bytes: this.#bytes,
      lastWriteAt: this.#progress.lastWriteAt,
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
      this.#progress.wrote(this.#lines.arrivals.slice(0, whole), file.size - sizeBefore, nowMs);
      this.#fail(error, lines - whole);
      return;
    }
    this.#progress.wrote(this.#lines.arrivals, length, nowMs);
    this.#lines.clear();
    if (file.size >= this.#options.settings.segmentBytes) this.#closeSegment();
  }

  /** Whether a sync should start now. */
  syncDue(nowMs: number): boolean {
    const { unsyncedBytes, dirtySince } = this.#progress;
    if (unsyncedBytes === 0 || this.#file === null || this.#file.syncing) return false;
    const { syncIntervalMs, syncBytes } = this.#options.settings;
    return unsyncedBytes >= syncBytes || nowMs - dirtySince >= syncIntervalMs;
  }

  /** Milliseconds until the next sync is due, or null when everything is synced. */
  syncDueIn(nowMs: number): number | null {
    const { unsyncedBytes, dirtySince } = this.#progress;
    if (unsyncedBytes === 0) return null;
    return Math.max(0, dirtySince + this.#options.settings.syncIntervalMs - nowMs);
  }

  get syncing(): boolean {
    return this.#file?.syncing ?? false;
  }

  startSync(nowMs: number): void {
    const file = this.#file;
    if (file === null) return;
    const batch = this.#progress.takeBatch(nowMs);
    file.sync((error) => {
      if (error === null) this.#progress.completed(batch);
      else if (this.#file === file) this.#fail(error, 0);
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

  #openSegment(at = this.#options.now()): void {
    const { folder, recordingId, lane = 'a', software } = this.#options;
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
      JSON.stringify({ ...header, recordingId, segment, lane, software }),
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
    const { length } = this.#lines;
    try {
      this.#file?.append(this.#lines.bytes(), this.#lines.ends);
    } catch (error) {
      this.#fail(error, 0);
      return;
    }
    this.#failure = null;
    this.#progress.wrote(this.#lines.arrivals, length, this.#segmentOpenedAt);
    this.#lines.clear();
  }

  #closeSegment(): void {
    const file = this.#file;
    if (file === null) return;
    try {
      const batch = this.#progress.takeBatch(0);
      file.syncNow();
      this.#progress.completed(batch);
    } catch (error) {
      this.#fail(error, 0);
      return;
    }
    this.#dropFile(file);
  }

  #dropFile(file: SegmentFile): void {
    this.#file = null;
    file.close();
    if (file.size === 0) {
      // Not even its first line could be written: as if it had never been made.
      this.#nextSegment -= 1;
      removeEmpty(file.path);
      return;
    }
    const { onSegmentClosed } = this.#options;
    onSegmentClosed(file.path, file.size, this.#segmentFirstRecord, this.#nextRecord - 1);
  }

  #addEvent(json: string, wall: bigint, monotonic: bigint): void {
    const head = lineHead(this.#nextRecord, wall, monotonic);
    this.#lines.add(`${head},${json.slice(1, -1)}`, monotonic);
    this.#nextRecord += 1;
  }

  /** @param dropped Lines that were built but not written; their numbers are used again. */
  #fail(error: unknown, dropped: number): void {
    const { now } = this.#options;
    const { wall, monotonic } = now();
    const file = this.#file;
    this.#nextRecord = this.#progress.written + 1;
    this.#lines.clear();
    this.#progress.takeBatch(0);
    this.#lost += dropped;
    const known = this.#failure;
    this.#failure = {
      ...describeDiskError(error),
      from: known?.from ?? this.#progress.syncedAt,
      to: wall,
      count: (known?.count ?? 0) + dropped,
      retryAt: Number(monotonic / 1_000_000n) + RETRY_INTERVAL_MS,
    };
    if (file !== null) this.#dropFile(file);
  }
}

function removeEmpty(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder may be gone as well; recovery ignores empty segments.
  }
}
