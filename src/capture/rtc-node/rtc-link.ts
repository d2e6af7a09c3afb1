import {
  ConnectionQualityUpdate,
  DisconnectReason,
  LeaveRequest,
  SignalResponse,
  type ConnectionQuality,
  type ParticipantInfo,
} from '@livekit/protocol';
import type { Room } from '@livekit/rtc-node';
import type { LinkRecord } from '../../shared/records.ts';
import { drained } from '../livekit/drained.ts';
import type { JoinFacts } from '../livekit/join-facts.ts';
import { meaningOf, type LeaveMeaning } from '../livekit/leave.ts';
import type { AnyLink, LinkOptions, OpenOutcome } from '../livekit/link-types.ts';
import { Notices } from '../livekit/notices.ts';
import { signalUrl } from '../livekit/signal-url.ts';
import type { Arrival } from '../ports.ts';
import { connectError, RtcConnection } from './rtc-connection.ts';
import { sameNumber } from './same-number.ts';
import type { RtcNode } from './load.ts';
import { findFfi, type FfiPort } from './ffi.ts';

/** Longer than rtc-node tries by itself. */
const OPEN_TIMEOUT_MS = 25_000;
/** What it cannot resume by then is replaced. A resume takes one second (livekit-capture.md §4). */
const RESUME_TIMEOUT_MS = 3_000;
/** Before a full reconnect everyone is said to have left, some milliseconds ahead. */
const LEFT_DELAY_MS = 300;
/** Nothing is certain for so long before the first sign of trouble: a dead path goes unnoticed. */
const BLIND_NS = 35_000_000_000n;

type Stage = 'dialing' | 'joined' | 'open' | 'dead' | 'closed';

/**
 * One connection to the room by `@livekit/rtc-node`, in the place of our own client's `Link`: for networks
 * that let only its ways through (ICE over TCP, TURN over TLS), or because somebody chose it. What it
 * cannot see is listed in docs/capture.md. A clean resume goes on; a full reconnect, in which packets may
 * be missed, ends this link, and the next one is a new connection with a `gap` record before it.
 */
export class RtcLink implements AnyLink {
  readonly number: number;
  readonly route = 'rtc-node';
  /** rtc-node keeps its token fresh by itself. */
  readonly tokenExpiresAt = Infinity;
  readonly identity: string;
  packets = 0;
  lastPacket = 0n;
  openedAt: Arrival | undefined;
  join: JoinFacts | undefined;
  readonly closed: Promise<void>;
  #resolveClosed: () => void = () => undefined;
  readonly #options: LinkOptions;
  readonly #ffi: () => FfiPort | null;
  readonly #notices: Notices;
  #stage: Stage = 'dialing';
  #connection: RtcConnection | undefined;
  #closing: Promise<void> | undefined;
  #trouble: NodeJS.Timeout | undefined;
  /** Those who are said to have left, until it is known whether it is true. */
  #left: ParticipantInfo[] = [];
  #leftTimer: NodeJS.Timeout | undefined;
  /** What came before the link was open. */
  #early: (() => void)[] = [];

  /** @param ffi where rtc-node's events can be tapped */
  constructor(options: LinkOptions, ffi: () => FfiPort | null = findFfi) {
    this.#options = options;
    this.#ffi = ffi;
    this.number = options.number;
    this.#notices = new Notices(options.number);
    this.identity = options.grant.identity;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  get connection(): Pick<LinkRecord, 'transport' | 'via'> {
    const transport = 'rtc-node';
    return this.#connection?.tapped === false ? { transport, via: 'public-events' } : { transport };
  }

  get isOpen(): boolean {
    return this.#stage === 'open';
  }

  async open(abort: AbortSignal): Promise<OpenOutcome> {
    try {
      await this.#connect(abort);
      return { kind: 'open' };
    } catch (thrown) {
      await this.close();
      return { kind: 'failed', error: connectError(thrown) };
    }
  }

  lastSign(media: boolean): bigint {
    const now = this.#options.now().wall;
    const known = media ? now - BLIND_NS : now;
    return [this.lastPacket, known].reduce((a, b) => (a > b ? a : b), this.openedAt?.wall ?? 0n);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #connect(abort: AbortSignal): Promise<void> {
    const { grant, plainHosts, log } = this.#options;
    // Refuses plain connections to hosts that are not allowed, with the same words.
    signalUrl(grant.url, 'v0', plainHosts);
    const connection = new RtcConnection({
      grant,
      log,
      ffi: this.#ffi,
      handlers: {
        onPacket: (bytes, reliable) => {
          this.#whenOpen(() => {
            this.#options.handlers.onPacket(this, reliable ? 'reliable' : 'lossy', bytes);
          });
        },
        onParticipants: (infos) => {
          this.#whenOpen(() => {
            this.#options.handlers.onParticipants(this, infos, false);
          });
        },
        onLeft: (info) => {
          this.#onLeft(info);
        },
        onRoom: (room) => {
          if (this.join !== undefined) this.join = { ...this.join, room };
          if (this.isOpen) this.#options.handlers.onRoom(this, room);
        },
        onQuality: (sid, quality) => {
          this.#onQuality(sid, quality);
        },
      },
    });
    this.#connection = connection;
    const limit = AbortSignal.any([abort, AbortSignal.timeout(OPEN_TIMEOUT_MS)]);
    const askedAt = this.#options.now().monotonic;
    const { room, node } = await connection.open(limit);
    this.join = connection.facts(askedAt);
    this.#stage = 'joined';
    this.#listen(room, node);
    this.#onOpen();
  }

  #listen(room: Room, { sdk: { RoomEvent } }: RtcNode): void {
    room.on(RoomEvent.Reconnecting, () => {
      this.#onReconnecting();
    });
    room.on(RoomEvent.Reconnected, () => {
      this.#onReconnected();
    });
    room.on(RoomEvent.Disconnected, (reason) => {
      const known = sameNumber(DisconnectReason, reason) ?? DisconnectReason.UNKNOWN_REASON;
      this.#die(meaningOf(new LeaveRequest({ reason: known })));
    });
    room.on(RoomEvent.Moved, () => {
      this.#die({ kind: 'rejoin', reason: 'server-room-moved', media: false });
    });
  }

  #onOpen(): void {
    const { handlers, now } = this.#options;
    if (this.#stage !== 'joined' || this.join === undefined) return;
    this.#stage = 'open';
    this.openedAt = now();
    handlers.onOpen(this);
    handlers.onParticipants(this, this.join.others, true);
    for (const take of this.#early.splice(0)) take();
  }

  #whenOpen(take: () => void): void {
    if (this.isOpen) take();
    else if (this.#stage === 'dialing' || this.#stage === 'joined') this.#early.push(take);
  }

  #onQuality(participantSid: string, quality: ConnectionQuality): void {
    const value = new ConnectionQualityUpdate({ updates: [{ participantSid, quality }] });
    const response = new SignalResponse({ message: { case: 'connectionQuality', value } });
    for (const notice of this.#notices.of(response)) {
      this.#whenOpen(() => {
        this.#options.handlers.onNotice(this, notice);
      });
    }
  }

  #onLeft(info: ParticipantInfo): void {
    this.#left.push(info);
    this.#leftTimer ??= setTimeout(() => {
      this.#leftTimer = undefined;
      const left = this.#left.splice(0);
      if (this.isOpen) this.#options.handlers.onParticipants(this, left, false);
    }, LEFT_DELAY_MS);
  }

  #onReconnecting(): void {
    if (this.#left.length > 0) {
      this.#die({ kind: 'rejoin', reason: 'rtc-node-full-reconnect', media: true });
      return;
    }
    this.#trouble ??= setTimeout(() => {
      this.#die({ kind: 'rejoin', reason: 'rtc-node-cannot-resume', media: true });
    }, RESUME_TIMEOUT_MS);
  }

  #onReconnected(): void {
    clearTimeout(this.#trouble);
    this.#trouble = undefined;
    // Only a full reconnect says that everyone left and came; with nobody there the two look the same.
    const proven = this.#left.length === 0 && this.#connection?.alone === false;
    if (!proven) this.#die({ kind: 'rejoin', reason: 'rtc-node-reconnected', media: true });
  }

  #die(told: LeaveMeaning): void {
    if (!this.isOpen) return;
    // rtc-node has gone by now, so what would be a planned move for our own client is a loss here.
    const meaning =
      told.kind === 'move' ? { kind: 'rejoin' as const, reason: told.reason, media: false } : told;
    this.#stage = 'dead';
    this.#forgetTimers();
    this.#options.handlers.onDead(this, meaning);
  }

  async #close(): Promise<void> {
    if (this.#stage === 'open' || this.#stage === 'dead') await drained(() => this.packets);
    this.#stage = 'closed';
    this.#early = [];
    this.#forgetTimers();
    await this.#connection?.close();
    this.#resolveClosed();
  }

  #forgetTimers(): void {
    clearTimeout(this.#trouble);
    clearTimeout(this.#leftTimer);
    this.#left = [];
  }
}
