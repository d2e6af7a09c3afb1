/**
 * SyncFlow's own participants: one hidden `room_listener` for each session. It keeps the room open, and
 * its being put out of the room is how SyncFlow learns that a session is over.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionPool } from './connection-pool.ts';
import { signToken } from './jwt.ts';
import type { LiveKitOptions } from './options.ts';
import { sessionIdIn } from './room-metadata.ts';
import type { Rooms } from './rooms.ts';
import { SilentParticipant } from './silent-participant.ts';
import type { Session } from './store.ts';

const LOOK_AGAIN_MS = 5_000;
const LOOKS = 10;
const REJOIN_MS = 5_000;
const REJOINS = 10;
const TOKEN_SECONDS = 6 * 3_600;

export interface ListenerOptions {
  readonly livekit: LiveKitOptions;
  readonly rooms: Rooms;
  readonly pool: ConnectionPool;
  readonly delayMs: number;
  /** The room of a session is over. Called also when the session was stopped or deleted before. */
  readonly onEnded: (session: Session) => void;
}

/** Waits for its room; has seen it and is about to join; is in it. */
export type ListenerPhase = 'looking' | 'joining' | 'in-room';

interface Listening {
  readonly stop: AbortController;
  phase: ListenerPhase;
  done: Promise<void>;
}

export class RoomListeners {
  readonly #options: ListenerOptions;
  readonly #listening = new Map<string, Listening>();
  #isClosed = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  /** null: the session has no listener, or not any more. */
  phaseOf(sessionId: string): ListenerPhase | null {
    return this.#listening.get(sessionId)?.phase ?? null;
  }

  /** Begins to listen; what goes wrong ends it silently, as in SyncFlow. */
  start(session: Session): void {
    if (this.#isClosed) return;
    const done = Promise.resolve();
    const listening: Listening = { stop: new AbortController(), phase: 'looking', done };
    this.#listening.set(session.id, listening);
    listening.done = this.#listen(session, listening)
      .catch(() => undefined)
      .finally(() => {
        this.#listening.delete(session.id);
      });
  }

  /** Takes the listener away without ending its session. Resolves when it has left the room. */
  async detach(sessionId: string): Promise<void> {
    const listening = this.#listening.get(sessionId);
    listening?.stop.abort();
    await listening?.done;
  }

  /** For good: later sessions get no listener. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#listening.keys()].map((id) => this.detach(id)));
  }

  async #listen(session: Session, listening: Listening): Promise<void> {
    const stopped = listening.stop.signal;
    const release = await this.#options.pool.acquire(stopped);
    try {
      if (!(await this.#findRoom(session, stopped))) return;
      listening.phase = 'joining';
      // By now the room may be gone: joining makes a new one, as with SyncFlow (server-faults.json).
      await sleep(this.#options.delayMs, undefined, { signal: stopped });
      await this.#stay(session, listening);
      if (stopped.aborted) return;
      this.#options.onEnded(session);
      await sleep(1_000, undefined, { signal: stopped }); // SyncFlow holds its connection for so long
    } finally {
      release();
    }
  }

  /** False: the metadata cannot be read, and SyncFlow's listener gives up. */
  async #findRoom(session: Session, stopped: AbortSignal): Promise<boolean> {
    for (let looks = 0; looks < LOOKS;) {
      const room = await this.#options.rooms.find(session.name);
      if (room === undefined) looks += 1;
      else {
        const id = sessionIdIn(room.metadata);
        if (id === null) return false;
        if (id === session.id) return true;
      }
      await sleep(LOOK_AGAIN_MS, undefined, { signal: stopped });
    }
    return true;
  }

  /** Until the server ends it. A lost connection is made again, which makes a lost room again too. */
  async #stay(session: Session, listening: Listening): Promise<void> {
    const stopped = listening.stop.signal;
    for (let attempt = 0; attempt < REJOINS && !stopped.aborted;) {
      listening.phase = 'joining';
      const participant = await this.#join(session.name, stopped).catch(() => null);
      if (participant === null) {
        attempt += 1;
        await sleep(REJOIN_MS, undefined, { signal: stopped });
        continue;
      }
      attempt = 0;
      listening.phase = 'in-room';
      const { how } = await participant.ended;
      if (how !== 'lost') return;
    }
  }

  #join(room: string, stopped: AbortSignal): Promise<SilentParticipant> {
    const { url, key, secret } = this.#options.livekit;
    const now = Math.floor(Date.now() / 1_000);
    const video = {
      roomJoin: true,
      roomAdmin: true,
      room,
      canPublish: false,
      canSubscribe: true,
      canPublishData: true,
      hidden: true,
      recorder: false,
    };
    const who = { sub: 'room_listener', name: 'room_listener' };
    const times = { nbf: now, exp: now + TOKEN_SECONDS };
    const token = signToken({ iss: key, ...who, ...times, video }, secret);
    return SilentParticipant.join(url, token, stopped);
  }
}
