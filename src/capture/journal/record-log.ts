/**
 * The append-only log of one recording: numbers lines, writes them into segments, and knows what is
 * written and what is synced. When the disk refuses, nothing more is taken, what arrives is counted, and
 * a new segment is tried every second; `gap` records in it say what is missing. When a sync fails, the
 * segment is cut back to the last good one and its lines are written again into a new one. Syncs report
 * between a flush and the next addition, so that no built line is ever waiting then.
 */
import type { JournalCounters } from '../../shared/capture-protocol.ts';
import type { GapRecord } from '../../shared/records.ts';
import { ReserveReachedError } from './disk-errors.ts';
import { DiskTrouble } from './disk-trouble.ts';
import { addFirstLines } from './first-lines.ts';
import { LineBuffer } from './line-buffer.ts';
import { membersOf } from './members.ts';
import {
  createSegmentFile,
  cutToSynced,
  removeSegment,
  segmentHeader,
  type Segment,
} from './new-segment.ts';
import { JournalProgress } from './progress.ts';
import type { RecordLogOptions, Stamp } from './record-log-options.ts';
import { SegmentGoneError, type SegmentFile } from './segment-file.ts';
import { UnsyncedTail } from './unsynced-tail.ts';
import type { Unwritten } from './unwritten.ts';
import { arrivalAt } from './written-lines.ts';

/** A disk may fall that many sync sizes behind before a failed sync costs records. */
const TAIL_SYNC_SIZES = 4;

export class RecordLog {
  readonly #options: RecordLogOptions;
  readonly #lines = new LineBuffer();
  readonly #tail: UnsyncedTail;
  readonly #progress: JournalProgress;
  #segment: Segment | null = null;
  #nextRecord: number;
  #nextSegment: number;
  readonly #trouble = new DiskTrouble();
  /** The segment is to be closed as soon as no sync is under way. */
  #closingSegment = false;
  #closing = false;

  constructor(options: RecordLogOptions) {
    this.#options = options;
    this.#nextRecord = options.nextRecord;
    this.#nextSegment = options.nextSegment;
    this.#tail = new UnsyncedTail(options.settings.syncBytes * TAIL_SYNC_SIZES);
    this.#progress = new JournalProgress({ ...options, lastRecord: options.nextRecord - 1 });
    this.#openSegment(options.openedAt);
  }

  /** How far it is written and synced. */
  get progress(): Pick<
    JournalProgress,
    'written' | 'synced' | 'lastWriteAt' | 'dirtySince' | 'unsyncedBytes'
  > {
    return this.#progress;
  }

  /** Records that are not on disk, or cannot be believed to be. */
  get lost(): number {
    return this.#trouble.total;
  }

  get error(): JournalCounters['error'] {
    return this.#trouble.view;
  }

  /** Takes what `next` gave no number for. */
  get unwritten(): Unwritten {
    return this.#trouble.unwritten;
  }

  /** The number of the record that may be added now; null while the disk refuses: it is counted. */
  next(wall: bigint): number | null {
    if (this.#segment === null && !this.#trouble.active) this.#openSegment();
    if (!this.#trouble.active) return this.#nextRecord;
    this.#trouble.lost(1, wall);
    return null;
  }

  /** Only after `next` gave a number: the line of that record, begun. `end` takes it in. */
  begin({ wall, monotonic }: Stamp): LineBuffer {
    this.#lines.begin(this.#nextRecord, wall, monotonic);
    return this.#lines;
  }

  end({ monotonic }: Pick<Stamp, 'monotonic'>): void {
    this.#lines.end(monotonic);
    this.#nextRecord += 1;
  }

  /** A whole line, instead of `begin` and `end`. @param members Its own, each with a comma before it. */
  add(members: string, stamp: Stamp): void {
    this.begin(stamp).text(members);
    this.end(stamp);
  }

  /** The same. @param json The record's own members. */
  addEvent(json: string, stamp: Stamp): void {
    this.add(membersOf(json), stamp);
  }

  flush(nowMs: number): void {
    const { ends, arrivals, lines } = this.#lines;
    const segment = this.#segment;
    if (lines === 0 || segment === null) return;
    const bytes = this.#lines.bytes();
    const sizeBefore = segment.file.size;
    try {
      segment.file.append(bytes, ends);
    } catch (error) {
      const taken = segment.file.size - sizeBefore;
      const whole = ends.filter((end) => end <= taken).length;
      this.#tail.add(bytes.subarray(0, taken));
      this.#progress.wrote(arrivals.slice(0, whole), taken, nowMs);
      this.#nextRecord = this.#progress.written + 1;
      const from = arrivalAt(bytes, taken);
      this.#trouble.refused(error, from, nowMs);
      this.#trouble.lost(lines - whole, from);
      this.#trouble.unwritten.lines(bytes.subarray(taken));
      this.#lines.clear();
      this.#settle(nowMs);
      return;
    }
    this.#tail.add(bytes);
    this.#progress.wrote(arrivals, bytes.length, nowMs);
    this.#lines.clear();
    if (segment.file.size < this.#options.settings.segmentBytes) return;
    this.#closingSegment = true;
    this.#settle(nowMs);
  }

  syncDue(nowMs: number): boolean {
    if (this.#segment === null || this.syncing) return false;
    return this.#progress.isDue(nowMs, this.#options.settings);
  }

  syncDueIn(nowMs: number): number | null {
    return this.#progress.dueIn(nowMs, this.#options.settings);
  }

  get syncing(): boolean {
    return this.#segment?.file.syncing ?? false;
  }

  startSync(nowMs: number): void {
    const segment = this.#segment;
    if (segment === null) return;
    const batch = this.#progress.takeBatch(nowMs);
    const { size } = segment.file;
    this.#tail.syncBegins();
    segment.file.sync((error, micros) => {
      this.#options.syncDurations.add(micros);
      if (error === null) {
        segment.syncedSize = size;
        this.#progress.completed(batch);
        this.#tail.synced();
      } else this.#syncFailed(segment, error);
      this.#settle(this.#nowMs());
    });
  }

  tick(nowMs: number): void {
    const segment = this.#segment;
    if (segment === null) {
      if (this.#trouble.retryDue(nowMs) && !this.#closing) this.#openSegment();
      return;
    }
    if (!this.#trouble.active && !this.#options.hasSpace()) {
      this.#trouble.refused(new ReserveReachedError(), this.#options.now().wall, nowMs);
    }
    if (nowMs - segment.openedAtMs >= this.#options.settings.segmentMs) this.#closingSegment = true;
    this.#settle(nowMs);
  }

  close(nowMs: number): void {
    if (this.#closing) return;
    // The space kept back is for this: the gap record of a full disk still goes to it.
    if (this.#segment === null && this.#trouble.active) this.#openSegment(undefined, true);
    this.flush(nowMs);
    this.#closing = true;
    this.#settle(nowMs);
  }

  get closed(): boolean {
    return this.#closing && this.#segment === null;
  }

  get undeclared(): GapRecord | null {
    return this.#trouble.undeclared(this.#options.now().wall);
  }

  /** @param toTheLast Also when the disk has nothing left but what is kept for closing. */
  #openSegment(at = this.#options.now(), toTheLast = false): void {
    const { folder, files, openFiles, hasSpace } = this.#options;
    const nowMs = Number(at.monotonic / 1_000_000n);
    const [number, firstRecord] = [this.#nextSegment, this.#nextRecord];
    let file: SegmentFile | null = null;
    try {
      if (!toTheLast && !hasSpace()) throw new ReserveReachedError();
      file = createSegmentFile(folder, number, files, openFiles);
      const again = addFirstLines(this.#lines, this.#trouble, firstRecord, {
        header: segmentHeader(this.#options, number),
        at,
      });
      this.#nextRecord = firstRecord + this.#lines.lines;
      const bytes = this.#lines.bytes();
      file.append(bytes, [bytes.length]);
      const first = this.#lines.arrivals.filter((_, index) => index === 0 || index > again);
      this.#progress.wrote(first, bytes.length, nowMs, again);
      this.#tail.add(bytes);
    } catch (error) {
      this.#nextRecord = firstRecord;
      if (file !== null && !removeSegment(file, files)) this.#nextSegment = number + 1;
      this.#trouble.refused(error, at.wall, nowMs);
      return;
    } finally {
      this.#lines.clear();
    }
    const afterTrouble = this.#trouble.active;
    const opened = { openedAtMs: nowMs, openedAt: at.wall, afterTrouble };
    this.#segment = { file, firstRecord, ...opened, syncedSize: 0 };
    this.#nextSegment = number + 1;
    this.#trouble.over();
  }

  /** Closes the segment when that is wanted and no sync is under way. */
  #settle(nowMs: number): void {
    const segment = this.#segment;
    if (segment === null) {
      if (this.#closing) this.#trouble.giveUp(this.#options.now().wall);
      return;
    }
    const wanted = this.#closingSegment || this.#closing || this.#trouble.active;
    if (!wanted || segment.file.syncing) return;
    const batch = this.#progress.takeBatch(nowMs);
    this.#tail.syncBegins();
    try {
      this.#options.beforeSync?.();
      segment.file.syncNow();
    } catch (error) {
      this.#syncFailed(segment, error);
      this.#settle(nowMs);
      return;
    }
    this.#progress.completed(batch);
    this.#tail.synced();
    this.#drop(segment);
  }

  /** Nothing since the last good sync is believed. */
  #syncFailed(segment: Segment, error: unknown): void {
    if (this.#segment !== segment) return;
    const { wall } = this.#options.now();
    const { written, synced } = this.#progress;
    const from = this.#tail.firstArrival ?? wall;
    const lines = this.#tail.take();
    this.#trouble.refused(error, wall, this.#nowMs());
    if (error instanceof SegmentGoneError) {
      this.#trouble.doubtful(written - segment.firstRecord + 1, segment.openedAt);
      this.#progress.takeBatch(0);
    } else if (cutToSynced(segment)) {
      this.#progress.rollBack();
      this.#nextRecord = synced + 1;
      if (lines === null) this.#trouble.lost(written - synced, from);
      else this.#trouble.rescue(lines);
    } else {
      // What is behind the last sync can be neither removed nor believed.
      this.#trouble.doubtful(written - synced, from);
      this.#progress.takeBatch(0);
    }
    this.#drop(segment, !(error instanceof SegmentGoneError));
    // A disk that refuses one sync after the other is tried once a second, like any other trouble.
    if (!segment.afterTrouble || segment.syncedSize > 0) this.#openSegment();
  }

  /** @param there Whether the file is still where it was made. */
  #drop({ file, firstRecord }: Segment, there = true): void {
    this.#segment = null;
    this.#closingSegment = false;
    // Not even its first line is on disk: as if it had never been made.
    if (there && file.size === 0 && removeSegment(file, this.#options.files)) {
      this.#nextSegment -= 1;
      return;
    }
    file.close();
    if (!there) return;
    this.#options.onSegmentClosed(file.path, file.size, firstRecord, this.#nextRecord - 1);
  }

  #nowMs(): number {
    return Number(this.#options.now().monotonic / 1_000_000n);
  }
}
