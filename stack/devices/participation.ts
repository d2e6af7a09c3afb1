/** A device in one room: joins, publishes until it should leave or the room ends, keeps the ledger. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DisconnectReason, Room, RoomEvent } from '@livekit/rtc-node';
import type { LocalParticipant } from '@livekit/rtc-node';
import type { PublishingConfig } from './device-options.ts';
import { say } from './device-lines.ts';
import { drain } from './drain.ts';
import { sendOneOfEach } from './kinds/rtc-traffic.ts';
import { Ledger, wallClock } from './ledger.ts';
import type { OutgoingMessage } from './messages.ts';
import { PingAnswers } from './ping-answers.ts';
import { scheduleOf } from './schedule.ts';
import { ServerWatch } from './way.ts';

const LOOK_MS = 50;
/** From the word that a recorder is there until its channels are certainly open. */
const RECORDER_SETTLES_MS = 500;

export interface Ticket {
  readonly url: string;
  readonly token: string;
  /** null at a bare LiveKit server. */
  readonly sessionId: string | null;
}

export class Participation {
  readonly #config: PublishingConfig;
  readonly #room: Room;
  readonly #local: LocalParticipant;
  readonly #ledger: Ledger;
  readonly #pings: PingAnswers;
  readonly #presence: { sessionId: string | null; room: string; identity: string; sid: string };
  /** Aborted, with the reason, when nothing more is to be published. */
  readonly #over = new AbortController();
  #connected = true;
  #everInterrupted = false;
  #endedByServer = false;
  readonly #server: ServerWatch;
  /** Rounds of everything that is no message. */
  #rounds = 0;

  /** @throws Error when it cannot join */
  static async join(config: PublishingConfig, ticket: Ticket): Promise<Participation> {
    const room = new Room();
    await room.connect(ticket.url, ticket.token, { autoSubscribe: false, dynacast: false });
    const local = room.localParticipant;
    if (local === undefined) throw new Error('joined, but without a local participant');
    return new Participation(config, ticket, room, local);
  }

  private constructor(
    config: PublishingConfig,
    ticket: Ticket,
    room: Room,
    local: LocalParticipant,
  ) {
    this.#config = config;
    this.#room = room;
    this.#local = local;
    this.#presence = {
      sessionId: ticket.sessionId,
      room: room.name ?? '',
      identity: local.identity,
      sid: local.sid ?? '',
    };
    this.#ledger = new Ledger(config.ledgerDir, { ...this.#presence, device: config.name });
    this.#pings = new PingAnswers(room, local, reportQuietly);
    this.#server = new ServerWatch(room);
    this.#listen();
    say({ event: 'joined', ...this.#presence, ledger: this.#ledger.path });
  }

  /** Messages in the ledger whose publish has resolved. */
  get sent(): number {
    return this.#ledger.sent;
  }

  /** Asks it to leave; `run` resolves when it has. */
  leave(reason: string): void {
    this.#over.abort(reason);
  }

  /** Publishes, drains, leaves. Resolves when the ledger is closed. */
  async run(): Promise<void> {
    if (this.#config.startWhen === 'recording') await this.#untilRecorded();
    await this.#publishAll();
    const drained = await this.#drain();
    const reason = String(this.#over.signal.reason);
    if (!this.#endedByServer) await this.#room.disconnect();
    this.#server.stop();
    this.#ledger.end(reason, drained, this.#server.heardMs);
    say({ event: 'left', ...this.#presence, reason, sent: this.#ledger.sent });
  }

  #listen(): void {
    this.#room.on(RoomEvent.Reconnecting, () => {
      this.#connected = false;
      this.#everInterrupted = true;
      this.#ledger.interrupted(this.#server.heardMs);
    });
    this.#room.on(RoomEvent.Reconnected, () => {
      this.#connected = true;
      this.#ledger.resumed(this.#local.sid ?? '');
    });
    this.#room.on(RoomEvent.Disconnected, (reason) => {
      this.#endedByServer = true;
      this.leave(DisconnectReason[reason].toLowerCase().replaceAll('_', '-'));
    });
  }

  async #untilRecorded(): Promise<void> {
    while (!this.#room.isRecording && !this.#isOver()) await this.#pause(LOOK_MS);
    await this.#pause(RECORDER_SETTLES_MS);
  }

  async #publishAll(): Promise<void> {
    const { seconds = Infinity, ratePerSecond } = this.#config;
    const begin = performance.now();
    let due = begin;
    for (const next of scheduleOf(this.#config)) {
      await this.#pause(due - performance.now());
      // What was not sent while the connection was gone is not sent later.
      if (!this.#connected) due = await this.#untilConnected();
      if (performance.now() - begin >= seconds * 1_000) this.leave('done');
      if (this.#isOver()) return;
      await this.#sendOthers(performance.now() - begin);
      await this.#publish(next.message(this.#ledger.next), next.reliable);
      due += 1_000 / ratePerSecond;
    }
  }

  /** What is no message, when it is its turn. A round that fails ends halfway, as its ledger says. */
  async #sendOthers(elapsedMs: number): Promise<void> {
    const { kindsEverySeconds } = this.#config;
    if (kindsEverySeconds === undefined) return;
    if (elapsedMs < this.#rounds * kindsEverySeconds * 1_000) return;
    this.#rounds += 1;
    await sendOneOfEach(this.#local, this.#ledger, this.#rounds).catch((error: unknown) => {
      say({ event: 'error', message: error instanceof Error ? error.message : String(error) });
    });
  }

  /** Resolves to the time it is then. */
  async #untilConnected(): Promise<number> {
    while (!this.#connected && !this.#isOver()) await this.#pause(LOOK_MS);
    return performance.now();
  }

  async #publish(message: OutgoingMessage, reliable: boolean): Promise<void> {
    const sent = { ...message, reliable, t: wallClock() };
    try {
      // A copy: small Node buffers share memory, and the native side is given a bare address.
      await this.#local.publishData(new Uint8Array(message.payload), {
        reliable,
        ...(message.topic === undefined ? {} : { topic: message.topic }),
      });
      this.#ledger.published(sent);
    } catch (error) {
      this.#ledger.uncertain(sent, error instanceof Error ? error.message : String(error));
    }
  }

  /** True when all that was published has certainly left this process. */
  async #drain(): Promise<boolean> {
    if (!this.#isUp()) return false;
    // After a full reconnect the counters begin again: then only time can tell.
    const atLeast = this.#everInterrupted ? 0 : this.#ledger.sent + this.#pings.sent;
    const drained = await drain(this.#room, atLeast).catch(() => false);
    return drained && this.#isUp();
  }

  #isUp(): boolean {
    return this.#connected && !this.#endedByServer;
  }

  #isOver(): boolean {
    return this.#over.signal.aborted;
  }

  async #pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    await sleep(milliseconds, undefined, { signal: this.#over.signal }).catch(() => undefined);
  }
}

/** An answer that could not be sent: whoever asked sees that it did not come. */
function reportQuietly(error: unknown): void {
  say({ event: 'error', message: error instanceof Error ? error.message : String(error) });
}
