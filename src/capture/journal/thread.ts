/**
 * The journal thread: takes packets from the ring, writes, syncs. A plain loop that blocks while there
 * is nothing to do; it yields to its event loop only while syncs are under way (their callbacks).
 */
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { assertNever } from '../../shared/assert-never.ts';
import type { LaneName } from '../../shared/records.ts';
import { journalCommandSchema } from './commands.ts';
import { FeedSampler } from './feed-sampler.ts';
import { LatencyHistogram } from './latency.ts';
import { RingReader, type RingEntry } from './ring.ts';
import { RoomJournal } from './room-journal.ts';
import { journalThreadDataSchema, type FromJournal } from './thread-protocol.ts';
import { WallClock } from '../wall-clock.ts';

const ENTRIES_PER_TURN = 2000;
const COUNTERS_INTERVAL_MS = 200;
const IDLE_WAIT_MS = 200;
const SYNC_POLL_MS = 2;
const MAX_SYNCS = 4;

const { shared, settings, software } = journalThreadDataSchema.parse(workerData);
const ring = new RingReader(shared);
const clock = new WallClock();
const rooms = new Map<number, RoomJournal>();
const samplers = new Map<number, FeedSampler>();
const writtenLatency = new LatencyHistogram();
const syncedLatency = new LatencyHistogram();
let ending = false;
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
    case 'data-track': {
      const added = rooms.get(entry.room)?.packet(entry);
      if (added) samplers.get(entry.room)?.add(added.record, entry, added.packet);
      return;
    }
    case 'event':
      rooms.get(entry.room)?.event(entry);
      return;
    case 'command':
      command(entry);
      return;
    default:
      assertNever(entry.tag);
  }
}

function command(entry: RingEntry): void {
  const { room } = entry;
  const body = journalCommandSchema.parse(JSON.parse(entry.payload.toString('utf8')));
  switch (body.command) {
    case 'open':
      rooms.set(room, openRoom(entry, body));
      return;
    case 'close':
      closeRoom(room);
      return;
    case 'watch':
      if (body.on) {
        samplers.set(
          room,
          new FeedSampler((rows, skipped) => {
            post({ type: 'feed', room, rows: [...rows], skipped });
          }),
        );
      } else samplers.delete(room);
      return;
    case 'end':
      for (const open of [...rooms.keys()]) closeRoom(open);
      ending = true;
      return;
    default:
      assertNever(body);
  }
}

function openRoom(
  { room, wall, monotonic }: RingEntry,
  body: {
    recordingId: string;
    folder: string;
    lane?: LaneName | undefined;
    position: { nextRecord: number; nextSegment: number };
  },
): RoomJournal {
  return new RoomJournal({
    recordingId: body.recordingId,
    folder: body.folder,
    lane: body.lane ?? 'a',
    ...body.position,
    openedAt: { wall, monotonic },
    software,
    settings,
    now: () => clock.now(),
    writtenLatency,
    syncedLatency,
    onSegmentClosed: (path, size, firstRecord, lastRecord) => {
      post({ type: 'segment-closed', room, file: basename(path), size, firstRecord, lastRecord });
    },
  });
}

function closeRoom(room: number): void {
  const journal = rooms.get(room);
  if (journal === undefined) return;
  const error = journal.close(nowMs());
  rooms.delete(room);
  samplers.delete(room);
  post({
    type: 'room-closed',
    room,
    error: error === null ? null : { code: error.code, message: error.message },
    counters: journal.counters(),
  });
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

function sync(now: number): void {
  let running = [...rooms.values()].filter((room) => room.syncing).length;
  for (const room of rooms.values()) {
    if (running >= MAX_SYNCS) return;
    if (!room.syncDue(now)) continue;
    room.startSync(now);
    running += 1;
  }
}

function postCounters(now: number): void {
  if (now < countersDueAt) return;
  countersDueAt = now + COUNTERS_INTERVAL_MS;
  post({
    type: 'journal-counters',
    rooms: [...rooms].map(([room, journal]) => ({ room, counters: journal.counters() })),
    written: writtenLatency.summary(),
    synced: syncedLatency.summary(),
  });
}

function waitTime(now: number): number {
  let wait = IDLE_WAIT_MS;
  for (const room of rooms.values()) {
    if (room.syncing) return SYNC_POLL_MS;
    const due = room.syncDueIn(now);
    if (due !== null) wait = Math.min(wait, Math.max(1, due));
  }
  return wait;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function run(): Promise<void> {
  for (;;) {
    const worked = drain();
    const now = nowMs();
    for (const room of rooms.values()) {
      room.flush(now);
      room.tick(now);
    }
    if (ending) return;
    for (const sampler of samplers.values()) sampler.tick(now);
    sync(now);
    postCounters(now);
    if ([...rooms.values()].some((room) => room.syncing)) await turn();
    if (!worked) ring.wait(samplers.size > 0 ? Math.min(waitTime(now), 50) : waitTime(now));
  }
}

await run();
post({ type: 'ended' });
