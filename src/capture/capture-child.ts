/**
 * The capture child: rooms by order of the parent, one journal thread for all of them. Ends when told
 * to, or within two seconds after its parent is gone, with everything drained and synced.
 */
import { assertNever } from '../shared/assert-never.ts';
import type { FromCapture, Route, StartRoom, ToCapture } from '../shared/capture-protocol.ts';
import { toRecorderError } from '../shared/errors.ts';
import type { GapRecord } from '../shared/records.ts';
import { logTo, type Log } from '../shared/log.ts';
import { ClockKeeper } from './clock/clock-keeper.ts';
import { GrantRequests } from './grants.ts';
import { JournalClient } from './journal-client.ts';
import type { FromJournal } from './journal/thread-protocol.ts';
import type { ParentPort } from './parent-port.ts';
import type { Arrival } from './ports.ts';
import { Room } from './room.ts';
import { releaseRtcNode } from './rtc-node/load.ts';
import { WallClock } from './wall-clock.ts';

const ORPHAN_LIMIT_MS = 1900;

export class CaptureChild {
  readonly #port: ParentPort<ToCapture, FromCapture>;
  readonly #threadEntry: URL;
  readonly #clock = new WallClock((change) => {
    // Whoever asked for the time just now is in the middle of something.
    setImmediate(() => this.#keeper?.adjusted(change));
  });
  readonly #rooms = new Map<number, Room>();
  readonly #grants: GrantRequests;
  readonly #log: Log;
  #journal: JournalClient | null = null;
  #keeper: ClockKeeper | null = null;
  #routes: readonly Route[] = [];
  #nextHandle = 1;
  #watched: number | null = null;
  #ending = false;

  constructor(port: ParentPort<ToCapture, FromCapture>, threadEntry: URL) {
    this.#port = port;
    this.#threadEntry = threadEntry;
    this.#grants = new GrantRequests((message) => {
      this.#send(message);
    });
    this.#log = logTo((level, event, fields) => {
      this.#send({ type: 'log', level, event, fields: { ...fields } });
    });
  }

  run(): void {
    this.#port.onMessage((message) => {
      this.#handle(message);
    });
    this.#port.onGone(() => {
      // Whatever hangs now must not keep an orphan alive beside the next recorder.
      setTimeout(() => process.exit(1), ORPHAN_LIMIT_MS);
      void this.#shutdown(true);
    });
    // Ctrl-C in a terminal reaches the whole process group; the parent decides what happens then.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => undefined);
    this.#send({ type: 'ready', pid: process.pid });
  }

  #send(message: FromCapture): void {
    this.#port.send(message);
  }

  #handle(message: ToCapture): void {
    switch (message.type) {
      case 'configure':
        if (this.#journal === null) this.#configure(message);
        return;
      case 'start-room':
        this.#startRoom(message);
        return;
      case 'grant':
        this.#grants.answer(message);
        return;
      case 'stop-room':
        void this.#stopRoom(message.recordingId, message.sessionStopped);
        return;
      case 'renew-links':
        for (const room of this.#rooms.values()) room.renew(message.reason);
        return;
      case 'note':
        this.#byRecording(message.recordingId)?.note(message.note);
        return;
      case 'watch':
        this.#watch(message.recordingId);
        return;
      case 'shutdown':
        void this.#shutdown(false);
        return;
      default:
        assertNever(message);
    }
  }

  /** The first word of the parent. */
  #configure(message: Extract<ToCapture, { type: 'configure' }>): void {
    const { clock, journal, software, routes, countersMs } = message;
    const now = (): Arrival => this.#clock.now();
    this.#routes = routes;
    this.#keeper = new ClockKeeper({ settings: clock, now, log: this.#log });
    this.#journal = new JournalClient({
      ...{ entry: this.#threadEntry, settings: journal, countersMs, software, now },
      onMessage: (fromJournal) => {
        this.#hear(fromJournal);
      },
      onDied: (error) => {
        this.#log.error('the journal thread died', { error: error.message });
        // Without a journal this process is useless; the supervisor starts another.
        setTimeout(() => process.exit(70), 100);
      },
    });
    setInterval(() => {
      this.#sendCounters();
    }, countersMs).unref();
  }

  #startRoom(start: StartRoom): void {
    const journal = this.#journal;
    const clock = this.#keeper;
    const { recordingId } = start;
    if (
      journal === null ||
      clock === null ||
      this.#ending ||
      this.#byRecording(recordingId) !== undefined
    ) {
      this.#refuse(recordingId, new Error('the capture child cannot take this room now'));
      return;
    }
    const handle = this.#nextHandle;
    this.#nextHandle += 1;
    try {
      const room = new Room(handle, start, {
        journal,
        requestGrant: () => this.#grants.request(recordingId),
        routes: this.#routes,
        send: (message) => {
          this.#send(message);
        },
        now: () => this.#clock.now(),
        clock,
        log: this.#log,
      });
      this.#rooms.set(handle, room);
    } catch (error) {
      this.#refuse(recordingId, error);
    }
  }

  #refuse(recordingId: string, thrown: unknown): void {
    const { code, message } = toRecorderError(thrown);
    this.#send({ type: 'room-closed', recordingId, error: { code, message } });
  }

  #hear(message: FromJournal): void {
    if (message.type === 'journal-counters' || message.type === 'ended') return;
    const room = this.#rooms.get(message.room);
    if (room === undefined) return;
    const { recordingId } = room;
    switch (message.type) {
      case 'segment-closed': {
        const { file, size, firstRecord, lastRecord } = message;
        this.#send({ type: 'segment-closed', recordingId, file, size, firstRecord, lastRecord });
        return;
      }
      case 'feed':
        this.#send({
          type: 'feed',
          recordingId,
          rows: [...message.rows],
          skipped: message.skipped,
        });
        return;
      case 'room-closed':
        this.#closed(room, message.error, message.gap ?? undefined);
        return;
      default:
        assertNever(message);
    }
  }

  async #stopRoom(recordingId: string, sessionStopped: string | null): Promise<void> {
    const room = this.#byRecording(recordingId);
    if (room === undefined) {
      this.#send({ type: 'room-closed', recordingId, error: null });
      return;
    }
    const journalCloses = await room.stop(sessionStopped);
    if (!journalCloses) this.#closed(room, null);
  }

  #closed(room: Room, error: { code: string; message: string } | null, gap?: GapRecord): void {
    this.#sendCounters();
    room.closed();
    this.#rooms.delete(room.handle);
    this.#journal?.forget(room.handle);
    const { recordingId } = room;
    this.#send({ type: 'room-closed', recordingId, error, ...(gap === undefined ? {} : { gap }) });
  }

  #watch(recordingId: string | null): void {
    if (this.#watched !== null) this.#journal?.watch(this.#watched, false);
    const room = recordingId === null ? undefined : this.#byRecording(recordingId);
    this.#watched = room?.handle ?? null;
    if (room !== undefined) this.#journal?.watch(room.handle, true);
  }

  #sendCounters(): void {
    const journal = this.#journal;
    if (journal === null) return;
    const { user, system } = process.cpuUsage();
    this.#send({
      type: 'counters',
      rooms: [...this.#rooms.values()].map((room) => room.counters()),
      ...journal.metrics,
      cpuMicros: user + system,
      rssBytes: process.memoryUsage.rss(),
    });
  }

  async #shutdown(hurry: boolean): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    await Promise.all([...this.#rooms.values()].map((room) => room.stop(null, hurry)));
    await this.#journal?.end();
    await releaseRtcNode();
    // The channel may still hold messages; disconnecting lets them out and then ends the process.
    setTimeout(() => process.exit(0), 50);
  }

  #byRecording(recordingId: string): Room | undefined {
    return [...this.#rooms.values()].find((room) => room.recordingId === recordingId);
  }
}
