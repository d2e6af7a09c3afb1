/**
 * Keeps capture children alive and routes their messages to the rooms in them. A child that dies, or
 * that says nothing any more, is replaced with backoff; each of its rooms is told, and starts itself
 * again. Rooms share children as far as load (capture-placement.ts) and deaths (capture-cells.ts) allow.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNever } from '../../shared/assert-never.ts';
import type { StartRoom, ToCapture } from '../../shared/capture-protocol.ts';
import type { FeedRow } from '../../shared/feed-row.ts';
import { errorFromWire, RecorderError, toRecorderError } from '../../shared/errors.ts';
import type { NoteRecord } from '../../shared/records.ts';
import type { CaptureView } from '../../shared/snapshot.ts';
import { CaptureCells } from './capture-cells.ts';
import { CaptureDelays } from './capture-delays.ts';
import { CaptureHost, type HostMessage } from './capture-host.ts';
import { placeRoom, type PlacementLimits } from './capture-placement.ts';
import type { RoomHandlers } from './capture-room.ts';
import type { CaptureSupervisorOptions, SupervisionTimes } from './capture-supervisor-options.ts';
import { captureView } from './capture-view.ts';

export type { LinkGrantMessage, RoomHandlers } from './capture-room.ts';

interface Placed {
  readonly host: CaptureHost;
  readonly handlers: RoomHandlers;
}

interface Watched {
  readonly recordingId: string;
  readonly onFeed: (rows: readonly FeedRow[], skipped: number) => void;
}

const LOOK_EVERY_MS = 1_000;
/** A look that comes so much late: this process itself was stopped, or the computer slept. */
const LATE_MS = 2_000;
/** A child of a cell that has had no rooms at so many looks has nothing to wait for. */
const EMPTY_LOOKS = 3;
const SHUTDOWN_LIMIT_MS = 8_000;

export class CaptureSupervisor {
  readonly #options: CaptureSupervisorOptions;
  readonly #limits: PlacementLimits;
  readonly #times: SupervisionTimes;
  readonly #hosts = new Set<CaptureHost>();
  readonly #rooms = new Map<string, Placed>();
  readonly #cells = new CaptureCells();
  readonly #delays = new CaptureDelays();
  readonly #spawning = new Map<number | null, Promise<CaptureHost>>();
  #looks: NodeJS.Timeout | null = null;
  #lookedAt = Date.now();
  #restarts = 0;
  #watched: Watched | null = null;
  #stopping = false;

  constructor(options: CaptureSupervisorOptions) {
    this.#options = options;
    const children = Math.max(2, availableParallelism());
    this.#limits = { roomsPerChild: 100, messagesPerChild: 15_000, children, ...options.limits };
    this.#times = { hungAfterLooks: 15, stableMs: 60_000, idleMs: 60_000, ...options.times };
  }

  /** Starts a room in a child, which is started first if there is none for it. */
  async startRoom(start: Omit<StartRoom, 'type'>, handlers: RoomHandlers): Promise<void> {
    const { recordingId } = start;
    const host = await this.#place(recordingId, handlers);
    host.send({ type: 'start-room', ...start });
    if (this.#watched?.recordingId === recordingId) host.send({ type: 'watch', recordingId });
  }

  /** Asks the room to drain and close; `onClosed` follows. */
  stopRoom(recordingId: string, sessionStopped: string | null): void {
    this.#rooms.get(recordingId)?.host.send({ type: 'stop-room', recordingId, sessionStopped });
  }

  /** Writes a word of the recorder's own into the journal of a room; false when it is not being recorded. */
  note(recordingId: string, note: NoteRecord): boolean {
    const host = this.#rooms.get(recordingId)?.host;
    host?.send({ type: 'note', recordingId, note });
    return host !== undefined;
  }

  /** Gives every room a new link beside its old one: after the computer slept, for instance. */
  renewLinks(reason: string): void {
    for (const host of this.#hosts) host.send({ type: 'renew-links', reason });
  }

  /** Whose messages the live feed carries; null for none. Holds across restarts of the child. */
  watch(
    recordingId: string | null,
    onFeed: (rows: readonly FeedRow[], skipped: number) => void,
  ): void {
    const before = this.#watched?.recordingId;
    const after = recordingId === null ? undefined : this.#rooms.get(recordingId)?.host;
    const old = before === undefined ? undefined : this.#rooms.get(before)?.host;
    if (old !== after) old?.send({ type: 'watch', recordingId: null });
    this.#watched = recordingId === null ? null : { recordingId, onFeed };
    after?.send({ type: 'watch', recordingId });
  }

  view(): CaptureView {
    return captureView([...this.#hosts], this.#restarts);
  }

  /** Lets the children drain, sync and exit; kills those that take too long. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#looks !== null) clearInterval(this.#looks);
    for (const host of this.#hosts) host.retire();
    const limit = Date.now() + SHUTDOWN_LIMIT_MS;
    while (this.#hosts.size > 0) {
      if (Date.now() > limit) for (const host of this.#hosts) host.kill();
      await sleep(20);
    }
  }

  async #place(recordingId: string, handlers: RoomHandlers): Promise<CaptureHost> {
    let ready: CaptureHost | null = null;
    for (;;) {
      const cell = this.#cells.of(recordingId);
      const living = [...this.#hosts].filter((host) => !host.retiring);
      const host = placeRoom(cell, living, this.#limits);
      if (host !== null && host === ready) {
        this.#rooms.set(recordingId, { host, handlers });
        host.members.add(recordingId);
        return host;
      }
      // Looked at again when it is ready: it may have died meanwhile, or filled up.
      ready = await (host?.ready ?? this.#spawnFor(cell));
    }
  }

  /** One at a time for each cell, and not before its backoff is over. */
  #spawnFor(cell: number | null): Promise<CaptureHost> {
    const spawning =
      this.#spawning.get(cell) ??
      this.#spawn(cell).finally(() => {
        this.#spawning.delete(cell);
      });
    this.#spawning.set(cell, spawning);
    return spawning;
  }

  async #spawn(cell: number | null): Promise<CaptureHost> {
    await sleep(this.#delays.wait(cell));
    if (this.#stopping) throw new RecorderError('capture-died', 'the recorder is stopping');
    const { spawn, journal, clock, software, choice, countersMs = 1000, log } = this.#options;
    const host = new CaptureHost({
      child: spawn(),
      cell,
      journal,
      clock,
      software,
      choice,
      countersMs,
      log,
      onMessage: (from, message) => {
        this.#hear(from, message);
      },
      onExit: (from, why) => {
        this.#exited(from, why);
      },
    });
    this.#hosts.add(host);
    this.#lookedAt = Date.now();
    this.#looks ??= setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS).unref();
    return host.ready;
  }

  #exited(host: CaptureHost, why: string): void {
    this.#hosts.delete(host);
    const placed = [...host.members].flatMap((id) => this.#rooms.get(id) ?? []);
    for (const id of host.members) this.#rooms.delete(id);
    if (this.#stopping || (host.retiring && placed.length === 0)) return;
    this.#restarts += 1;
    this.#options.log.error('the capture process died', { why, rooms: placed.length });
    const before = host.cell;
    this.#cells.died(before, [...host.members]);
    const after = new Set([...host.members].map((id) => this.#cells.of(id)));
    const stable = host.livedMs > this.#times.stableMs / 2;
    this.#delays.died(before, after.size === 0 ? new Set([before]) : after, stable);
    const error = new RecorderError('capture-died', `the capture process ended: ${why}`);
    for (const { handlers } of placed) handlers.onDied(error);
  }

  #look(): void {
    const now = Date.now();
    const late = now - this.#lookedAt > LOOK_EVERY_MS + LATE_MS;
    this.#lookedAt = now;
    for (const host of this.#hosts) {
      if (late) host.excuse();
      else if (host.look() > this.#times.hungAfterLooks) {
        this.#options.log.error('the capture process hangs', { rooms: host.rooms });
        host.kill();
      } else this.#settle(host);
    }
  }

  #settle(host: CaptureHost): void {
    const { stableMs, idleMs } = this.#times;
    const { cell, rooms, livedMs } = host;
    const empty = host.lookForRooms();
    if (cell !== null && livedMs > (rooms === 1 ? 10 * stableMs : stableMs)) {
      this.#cells.dissolve(cell);
      this.#delays.forget(cell);
      host.cell = null;
    }
    const ordinary = [...this.#hosts].filter((one) => one.cell === null && !one.retiring);
    const alone = ordinary.length <= 1;
    const spare = cell !== null || (!alone && livedMs > idleMs);
    if (empty > EMPTY_LOOKS && spare && !host.retiring) host.retire();
  }

  #hear(host: CaptureHost, message: HostMessage): void {
    switch (message.type) {
      case 'log':
        this.#options.log[message.level](message.event, message.fields);
        return;
      case 'counters':
        for (const room of message.rooms) this.#handlers(room.recordingId)?.onCounters(room);
        return;
      case 'need-grant':
        void this.#grant(host, message.requestId, message.recordingId);
        return;
      case 'room-state':
        this.#handlers(message.recordingId)?.onState(message.state);
        return;
      case 'segment-closed':
        this.#handlers(message.recordingId)?.onSegmentClosed(message.file, message.size);
        return;
      case 'feed':
        if (this.#watched?.recordingId === message.recordingId) {
          this.#watched.onFeed(message.rows, message.skipped);
        }
        return;
      case 'room-closed': {
        const handlers = this.#handlers(message.recordingId);
        this.#rooms.delete(message.recordingId);
        host.members.delete(message.recordingId);
        if (message.error === null) this.#cells.forget(message.recordingId);
        handlers?.onClosed(
          message.error === null ? null : errorFromWire(message.error),
          message.gap ?? null,
        );
        return;
      }
      default:
        assertNever(message);
    }
  }

  #handlers(recordingId: string): RoomHandlers | undefined {
    return this.#rooms.get(recordingId)?.handlers;
  }

  async #grant(host: CaptureHost, requestId: number, recordingId: string): Promise<void> {
    let answer: ToCapture;
    try {
      const room = this.#handlers(recordingId);
      if (room === undefined) throw new RecorderError('internal', 'no such room');
      answer = { type: 'grant', requestId, grant: await room.requestGrant(), error: null };
    } catch (thrown) {
      const { code, message } = toRecorderError(thrown);
      answer = { type: 'grant', requestId, grant: null, error: { code, message } };
    }
    host.send(answer);
  }
}
