/** One room in the capture child: the room capture, its journal and its lock, from start to closed. */
import { toRecorderError } from '../shared/errors.ts';
import { lockRecording, type RecordingLock } from '../engine/recording/recording-lock.ts';
import type { Log } from '../shared/log.ts';
import type {
  FromCapture,
  RoomCounters,
  RoomStateMessage,
  Route,
  StartRoom,
} from '../shared/capture-protocol.ts';
import type { NoteRecord } from '../shared/records.ts';
import type { ClockKeeper, ClockListener } from './clock/clock-keeper.ts';
import { ServerClock } from './clock/server-clock.ts';
import type { JournalClient } from './journal-client.ts';
import { createRoomCapture } from './livekit/room-capture.ts';
import type { Arrival, LinkGrant, RoomCapture, RoomCaptureState, RoomSink } from './ports.ts';

export interface RoomDependencies {
  readonly journal: JournalClient;
  readonly requestGrant: () => Promise<LinkGrant>;
  /** The ways into a room, unless the order to start it names its own. */
  readonly routes: readonly Route[];
  readonly send: (message: FromCapture) => void;
  readonly now: () => Arrival;
  readonly clock: ClockKeeper;
  readonly log: Log;
}

const noCounters = {
  written: 0,
  synced: 0,
  messages: 0,
  bytes: 0,
  lastWriteAt: null,
  lost: 0,
  error: null,
};

export class Room {
  readonly recordingId: string;
  readonly handle: number;
  readonly #start: StartRoom;
  readonly #dependencies: RoomDependencies;
  readonly #capture: RoomCapture;
  readonly #lock: RecordingLock;
  readonly #serverClock = new ServerClock();
  readonly #clockListener: ClockListener;
  #serverClockTold = false;
  #opened: RoomSink | null = null;
  #stopping: Promise<void> | null = null;

  /** Throws `recording-locked` when another process writes this recording. */
  constructor(handle: number, start: StartRoom, dependencies: RoomDependencies) {
    const { requestGrant, routes, send, now, log } = dependencies;
    const { session, resume } = start;
    this.handle = handle;
    this.recordingId = start.recordingId;
    this.#start = start;
    this.#dependencies = dependencies;
    this.#lock = lockRecording(start.folder);
    const startedAt = session?.startedAt ?? null;
    this.#capture = createRoomCapture({
      roomName: start.roomName,
      expectedSessionId: session?.id ?? null,
      sessionKnownBy: session?.knownBy ?? 'metadata',
      sessionStartedAt: startedAt === null ? null : BigInt(startedAt) * 1_000_000_000n,
      resume: resume === null ? null : { ...resume, lastArrival: BigInt(resume.lastArrival) },
      plainHosts: start.plainHosts,
      routes: start.routes ?? routes,
      requestGrant,
      sink: {
        packet: (link, channel, arrival, bytes) =>
          this.#sink(arrival).packet(link, channel, arrival, bytes),
        event: (record, arrival = now()) => {
          this.#sink(arrival).event(record, arrival);
        },
      },
      onState: (state) => {
        send({ type: 'room-state', recordingId: this.recordingId, state: stateMessage(state) });
      },
      onServerTime: (link, time) => {
        this.#serverClock.add(link, time);
        if (!this.#serverClockTold) this.#writeServerClock('start');
      },
      now,
      log,
    });
    this.#clockListener = {
      onRecord: (record) => {
        this.#opened?.event(record);
      },
      onPeriod: () => {
        this.#writeServerClock('periodic');
      },
      onStep: () => {
        this.#serverClock.forget();
      },
    };
    this.#capture.start();
  }

  /**
   * Stops intake, drains, closes the journal.
   * @param sessionStopped The session that is over, for the journal's last record; or null.
   * @param hurry Nobody is asked for the time any more.
   * @returns True when the journal thread will report `room-closed`; false when no journal was opened.
   */
  async stop(sessionStopped: string | null, hurry = false): Promise<boolean> {
    this.#stopping ??= this.#stop(sessionStopped, hurry);
    await this.#stopping;
    return this.#opened !== null;
  }

  /** A new link beside the old one, where the source has links of its own. */
  renew(reason: string): void {
    this.#capture.renew?.(reason);
  }

  /** Writes a word of the recorder's own into the journal; nothing while that is not open. */
  note(record: NoteRecord): void {
    if (this.#stopping === null) this.#opened?.event(record);
  }

  /** Nothing of this room is open any more. */
  closed(): void {
    this.#lock.release();
  }

  counters(): RoomCounters {
    const { packets, duplicates, links, participants } = this.#capture.stats();
    return {
      recordingId: this.recordingId,
      packets,
      duplicates,
      links,
      participants: [...participants],
      journal: this.#dependencies.journal.counters(this.handle) ?? noCounters,
    };
  }

  async #stop(sessionStopped: string | null, hurry: boolean): Promise<void> {
    const { clock, log } = this.#dependencies;
    this.#writeServerClock('end');
    const compared = clock.remove(this.#clockListener, hurry);
    try {
      await this.#capture.stop();
    } catch (error) {
      log.error('leaving the room failed', {
        recordingId: this.recordingId,
        error: toRecorderError(error).message,
      });
    }
    await compared;
    if (this.#opened === null) return;
    if (sessionStopped !== null) {
      this.#opened.event({ kind: 'session', event: 'stopped', sessionId: sessionStopped });
    }
    this.#dependencies.journal.close(this.handle);
  }

  #writeServerClock(event: 'start' | 'periodic' | 'end'): void {
    const record = this.#serverClock.record(event);
    if (record === null || this.#opened === null) return;
    this.#serverClockTold = true;
    this.#opened.event(record);
  }

  /** The journal is opened by the first thing worth a line: a ghost's room leaves no segment. */
  #sink(first: Arrival): RoomSink {
    if (this.#opened !== null) return this.#opened;
    const { session, resume, position } = this.#start;
    const sink = this.#dependencies.journal.open(this.handle, this.#start, first);
    this.#opened = sink;
    // Resumed with nothing on disk: a child died before it wrote anything.
    if (session !== null && (resume === null || position.nextRecord === 1)) {
      const { id, name, startedAt, comments } = session;
      const facts = startedAt === null ? { name, comments } : { name, startedAt, comments };
      sink.event({ kind: 'session', event: 'started', sessionId: id, ...facts }, first);
    }
    // Not in the middle of what is being written just now.
    setImmediate(() => {
      if (this.#stopping !== null) return;
      if (!this.#serverClockTold) this.#writeServerClock('start');
      this.#dependencies.clock.add(this.#clockListener);
    });
    return sink;
  }
}

function stateMessage(state: RoomCaptureState): RoomStateMessage {
  if (state.state !== 'connecting') return state;
  const error = state.error;
  return {
    state: 'connecting',
    attempt: state.attempt,
    error: error === undefined ? null : { code: error.code, message: error.message },
  };
}
