/**
 * The journal thread: takes packets from the ring, writes, syncs. A plain loop that blocks while there
 * is nothing to do; it yields to its event loop only while syncs are under way (their callbacks).
 */
import { basename, dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { assertNever } from '../../shared/assert-never.ts';
import { parseCounterRule } from '../../shared/counter-rule.ts';
import type { JournalPosition } from '../../shared/capture-protocol.ts';
import { LATE_MICROS } from '../../shared/late.ts';
import type { LaneName } from '../../shared/records.ts';
import { asBuffer } from './as-buffer.ts';
import { journalCommandSchema } from './commands.ts';
import { DiskReserve } from './disk-reserve.ts';
import { FeedSampler } from './feed-sampler.ts';
import { nodeFiles } from './file-port.ts';
import { LatencyHistogram } from './latency.ts';
import { OpenFiles } from './open-files.ts';
import { Pace } from './pace.ts';
import { RingReader, type RingEntry } from './ring.ts';
import { RoomJournal } from './room-journal.ts';
import { startSyncs } from './sync-scheduler.ts';
import { journalThreadDataSchema, type FromJournal } from './thread-protocol.ts';
import { WallClock } from '../wall-clock.ts';

const ENTRIES_PER_TURN = 2000;
/** A shorter time would take one hiccup of the system for a processor that is wanted by others. */
const JUDGE_EVERY_MS = 1000;
/** What is not for each look at the ring: closing old segments, starting syncs, telling counters. */
const CHORES_EVERY_MS = 20;
const MAX_OPEN_SEGMENTS = 256;
/** Somewhat more often than they are passed on, so that no two in a row are the same. */
const OFTEN_ENOUGH = 0.8;

const { shared, settings, countersMs, software } = journalThreadDataSchema.parse(workerData);
const ring = new RingReader(shared);
const clock = new WallClock();
const rooms = new Map<number, RoomJournal>();
const openFiles = new OpenFiles(MAX_OPEN_SEGMENTS);
const reserve = new DiskReserve(nodeFiles, settings.reserveBytes);
/** The folder in which recordings lie; of the one opened last. */
let disk: string | null = null;
/** With lines that are not written yet. */
const touched = new Set<RoomJournal>();
const samplers = new Map<number, FeedSampler>();
const pace = new Pace();
const writtenLatency = new LatencyHistogram();
const syncedLatency = new LatencyHistogram();
const syncDurations = new LatencyHistogram();
let ending = false;
let judgeDueAt = 0;
let countersDueAt = 0;

const post = (message: FromJournal): void => {
  parentPort?.postMessage(message);
};
/** Of the same clock as the stamps: room journals compare both. */
const nowMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

function handle(entry: RingEntry): void {
  switch (entry.tag) {
    case 'reliable':
    case 'lossy':
    case 'data-track':
      touch(entry.room)?.packet(entry);
      return;
    case 'event':
      touch(entry.room)?.event(entry);
      return;
    case 'command':
      command(entry);
      return;
    default:
      assertNever(entry.tag);
  }
}

function touch(room: number): RoomJournal | undefined {
  const journal = rooms.get(room);
  if (journal !== undefined) touched.add(journal);
  return journal;
}

function command(entry: RingEntry): void {
  const { room } = entry;
  const body = journalCommandSchema.parse(JSON.parse(asBuffer(entry.payload).toString('utf8')));
  switch (body.command) {
    case 'open':
      rooms.set(room, openRoom(entry, body));
      return;
    case 'close':
      rooms.get(room)?.close(nowMs());
      return;
    case 'watch':
      watch(room, body.on);
      return;
    case 'end':
      for (const open of rooms.values()) open.close(nowMs());
      ending = true;
      return;
    default:
      assertNever(body);
  }
}

function watch(room: number, on: boolean): void {
  const sampler = on
    ? new FeedSampler((rows, skipped) => {
        post({ type: 'feed', room, rows: [...rows], skipped });
      })
    : null;
  if (sampler === null) samplers.delete(room);
  else samplers.set(room, sampler);
  const journal = rooms.get(room);
  if (journal !== undefined) journal.feed = sampler;
}

function openRoom(
  { room, wall, monotonic }: RingEntry,
  body: {
    recordingId: string;
    folder: string;
    lane?: LaneName | undefined;
    position: JournalPosition;
    counter?: string | undefined;
  },
): RoomJournal {
  disk = dirname(body.folder);
  const journal = new RoomJournal({
    recordingId: body.recordingId,
    folder: body.folder,
    lane: body.lane ?? 'a',
    counter: body.counter === undefined ? null : parseCounterRule(body.counter),
    ...body.position,
    openedAt: { wall, monotonic },
    software,
    settings,
    files: nodeFiles,
    openFiles,
    hasSpace: () => reserve.hasSpace,
    now: () => clock.now(),
    writtenLatency,
    syncedLatency,
    syncDurations,
    onSegmentClosed: (path, size, firstRecord, lastRecord) => {
      post({ type: 'segment-closed', room, file: basename(path), size, firstRecord, lastRecord });
    },
  });
  journal.feed = samplers.get(room) ?? null;
  return journal;
}

/** A room whose journal is closed is gone, and its main thread hears how it ended. */
function reportClosed(room: number, journal: RoomJournal): void {
  tellCounters();
  rooms.delete(room);
  samplers.delete(room);
  const counters = journal.counters();
  post({ type: 'room-closed', room, error: counters.error, gap: journal.undeclared, counters });
}

/** Handles what waits in the ring. False when there was nothing. */
function drain(): boolean {
  for (let count = 0; count < ENTRIES_PER_TURN; count += 1) {
    const entry = ring.read();
    if (entry === null) return count > 0;
    try {
      handle(entry);
    } finally {
      ring.release();
    }
  }
  return true;
}

function count(now: number): void {
  if (now >= judgeDueAt) {
    judgeDueAt = now + JUDGE_EVERY_MS;
    pace.judge(writtenLatency.count, writtenLatency.over(LATE_MICROS));
  }
  if (now < countersDueAt) return;
  countersDueAt = now + countersMs * OFTEN_ENOUGH;
  tellCounters();
}

function tellCounters(): void {
  post({
    type: 'journal-counters',
    rooms: [...rooms].map(([room, journal]) => ({ room, counters: journal.counters() })),
    metrics: {
      unsyncedBytes: [...rooms.values()].reduce((sum, { unsyncedBytes }) => sum + unsyncedBytes, 0),
      written: writtenLatency.summary(),
      late: writtenLatency.over(LATE_MICROS),
      synced: syncedLatency.summary(),
      syncs: syncDurations.summary(),
    },
  });
}

function waitTime(now: number): number {
  let wait = countersMs * OFTEN_ENOUGH;
  for (const room of rooms.values()) {
    if (room.syncing) return pace.lookEveryMs;
    const due = room.syncDueIn(now);
    if (due !== null) wait = Math.min(wait, Math.max(1, due));
  }
  return wait;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whether syncs are under way. No built line may be waiting: a sync may report after this. */
function chores(now: number): boolean {
  if (disk !== null) reserve.look(disk, now);
  for (const [room, journal] of rooms) {
    journal.tick(now);
    if (journal.closed) reportClosed(room, journal);
  }
  for (const sampler of samplers.values()) sampler.tick(now);
  const running = startSyncs(rooms.values(), now);
  count(now);
  return running > 0;
}

async function run(): Promise<void> {
  let choresDueAt = 0;
  let syncing = false;
  for (;;) {
    const found = drain();
    const now = nowMs();
    for (const room of touched) room.flush(now);
    touched.clear();
    if (!found || ending || now >= choresDueAt) {
      choresDueAt = now + CHORES_EVERY_MS;
      syncing = chores(now);
    }
    if (ending && rooms.size === 0) return;
    if (syncing) await turn();
    if (!pace.sleepsAfter(found)) ring.pause(pace.lookEveryMs);
    else ring.wait(samplers.size > 0 ? Math.min(waitTime(now), 50) : waitTime(now));
  }
}

await run();
post({ type: 'ended' });
