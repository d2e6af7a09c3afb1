/**
 * Keeps one capture child alive and routes its messages to the rooms in it. A child that dies is
 * replaced with backoff; each room is told, and starts itself again.
 */
import { assertNever } from '../../shared/assert-never.ts';
import { Backoff } from '../../shared/backoff.ts';
import {
  fromCaptureSchema,
  type CaptureCounters,
  type FeedRow,
  type FromCapture,
  type JournalSettings,
  type RoomCounters,
  type RoomStateMessage,
  type StartRoom,
  type ToCapture,
} from '../../shared/capture-protocol.ts';
import { errorFromWire, RecorderError, toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { CaptureView } from '../../shared/snapshot.ts';
import type { CaptureProcess, SpawnCapture } from './capture-process.ts';

export interface LinkGrantMessage {
  readonly url: string;
  readonly token: string;
  readonly identity: string;
}

/** How one room hears from the child. */
export interface RoomHandlers {
  requestGrant(): Promise<LinkGrantMessage>;
  onState(state: RoomStateMessage): void;
  onCounters(counters: RoomCounters): void;
  onSegmentClosed(file: string, size: number): void;
  /** The journal is closed; or the child refused the room (error). */
  onClosed(error: RecorderError | null): void;
  /** The child is gone; the room is not recorded any more until it is started again. */
  onDied(error: RecorderError): void;
}

interface Watched {
  readonly recordingId: string;
  readonly onFeed: (rows: readonly FeedRow[], skipped: number) => void;
}

export interface CaptureSupervisorOptions {
  readonly spawn: SpawnCapture;
  readonly journal: JournalSettings;
  readonly software: string;
  readonly log: Log;
}

const STABLE_AFTER_MS = 30_000;
const SHUTDOWN_LIMIT_MS = 8000;

export class CaptureSupervisor {
  readonly #options: CaptureSupervisorOptions;
  readonly #rooms = new Map<string, RoomHandlers>();
  readonly #backoff = new Backoff({ initialMs: 100, maxMs: 5000 });
  #child: CaptureProcess | null = null;
  #ready: Promise<CaptureProcess> | null = null;
  #counters: CaptureCounters | null = null;
  #restarts = 0;
  #watched: Watched | null = null;
  #stopping = false;

  constructor(options: CaptureSupervisorOptions) {
    this.#options = options;
  }

  /** Starts a room in the child, which is started first if there is none. */
  async startRoom(start: Omit<StartRoom, 'type'>, handlers: RoomHandlers): Promise<void> {
    const child = await this.#running();
    this.#rooms.set(start.recordingId, handlers);
    child.send({ type: 'start-room', ...start });
    if (this.#watched?.recordingId === start.recordingId) {
      child.send({ type: 'watch', recordingId: start.recordingId });
    }
  }

  /** Asks the room to drain and close; `onClosed` follows. */
  stopRoom(recordingId: string, sessionStopped: string | null): void {
    this.#child?.send({ type: 'stop-room', recordingId, sessionStopped });
  }

  /** Whose messages the live feed carries; null for none. Holds across restarts of the child. */
  watch(
    recordingId: string | null,
    onFeed: (rows: readonly FeedRow[], skipped: number) => void,
  ): void {
    this.#watched = recordingId === null ? null : { recordingId, onFeed };
    this.#child?.send({ type: 'watch', recordingId });
  }

  view(): CaptureView {
    const counters = this.#counters;
    return {
      pid: this.#child?.pid ?? null,
      restarts: this.#restarts,
      queueBytes: counters?.queueBytes ?? 0,
      written: counters?.written ?? null,
      synced: counters?.synced ?? null,
      rssBytes: counters?.rssBytes ?? null,
      cpuMicros: counters?.cpuMicros ?? null,
    };
  }

  /** Lets the child drain, sync and exit; kills it when it takes too long. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === null) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(() => {
        child.kill();
      }, SHUTDOWN_LIMIT_MS);
      child.onExit(() => {
        clearTimeout(limit);
        resolve();
      });
      child.send({ type: 'shutdown' });
    });
  }

  #running(): Promise<CaptureProcess> {
    this.#ready ??= this.#start();
    return this.#ready;
  }

  #start(): Promise<CaptureProcess> {
    const { spawn, journal, software, log } = this.#options;
    const child = spawn();
    const startedAt = Date.now();
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.onMessage((raw) => {
        const parsed = fromCaptureSchema.safeParse(raw);
        if (!parsed.success) {
          log.error('the capture child sent something unexpected', { error: parsed.error.message });
          return;
        }
        if (parsed.data.type === 'ready') {
          child.send({ type: 'configure', journal, software });
          resolve(child);
          return;
        }
        this.#hear(child, parsed.data);
      });
      child.onExit((why) => {
        reject(new RecorderError('capture-died', `the capture process ended: ${why}`));
        this.#died(why, Date.now() - startedAt);
      });
    });
  }

  #died(why: string, livedMs: number): void {
    this.#child = null;
    this.#ready = null;
    this.#counters = null;
    if (this.#stopping) return;
    this.#restarts += 1;
    if (livedMs > STABLE_AFTER_MS) this.#backoff.reset();
    this.#options.log.error('the capture process died', { why, rooms: this.#rooms.size });
    const rooms = [...this.#rooms.values()];
    this.#rooms.clear();
    const error = new RecorderError('capture-died', `the capture process ended: ${why}`);
    // Until the delay is over, whoever wants to start a room waits for the next child.
    this.#ready = new Promise((resolve, reject) => {
      setTimeout(() => {
        if (this.#stopping) return;
        this.#start().then(resolve, reject);
      }, this.#backoff.next());
    });
    this.#ready.catch(() => undefined);
    for (const room of rooms) room.onDied(error);
  }

  #hear(child: CaptureProcess, message: Exclude<FromCapture, { type: 'ready' }>): void {
    switch (message.type) {
      case 'log':
        this.#options.log[message.level](message.event, message.fields);
        return;
      case 'counters':
        this.#counters = message;
        for (const room of message.rooms) this.#rooms.get(room.recordingId)?.onCounters(room);
        return;
      case 'need-grant':
        void this.#grant(child, message.requestId, message.recordingId);
        return;
      case 'room-state':
        this.#rooms.get(message.recordingId)?.onState(message.state);
        return;
      case 'segment-closed':
        this.#rooms.get(message.recordingId)?.onSegmentClosed(message.file, message.size);
        return;
      case 'feed':
        if (this.#watched?.recordingId === message.recordingId) {
          this.#watched.onFeed(message.rows, message.skipped);
        }
        return;
      case 'room-closed': {
        const room = this.#rooms.get(message.recordingId);
        this.#rooms.delete(message.recordingId);
        room?.onClosed(message.error === null ? null : errorFromWire(message.error));
        return;
      }
      default:
        assertNever(message);
    }
  }

  async #grant(child: CaptureProcess, requestId: number, recordingId: string): Promise<void> {
    let answer: ToCapture;
    try {
      const room = this.#rooms.get(recordingId);
      if (room === undefined) throw new RecorderError('internal', 'no such room');
      answer = { type: 'grant', requestId, grant: await room.requestGrant(), error: null };
    } catch (thrown) {
      const { code, message } = toRecorderError(thrown);
      answer = { type: 'grant', requestId, grant: null, error: { code, message } };
    }
    child.send(answer);
  }
}
