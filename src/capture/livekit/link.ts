import {
  LeaveRequest,
  SignalRequest,
  type JoinResponse,
  type ParticipantInfo,
  type SignalResponse,
} from '@livekit/protocol';
import type { Route } from '../../shared/capture-protocol.ts';
import { RecorderError } from '../../shared/errors.ts';
import type { LinkRecord } from '../../shared/records.ts';
import type { Arrival } from '../ports.ts';
import { drained } from './drained.ts';
import { joinFacts, type JoinFacts } from './join-facts.ts';
import { meaningOf, wordsFor, type DeathMeaning, type LeaveMeaning } from './leave.ts';
import type { LinkOptions, OpenOutcome, SuspectKind } from './link-types.ts';
import { joinError, noAddress, tooSlow } from './link-errors.ts';
import { Notices } from './notices.ts';
import { Negotiation } from './negotiation.ts';
import type { PeerState } from './peer.ts';
import { SignalKeeper } from './signal-keeper.ts';

const OPEN_TIMEOUT_MS = 10_000;
/** The server names all its addresses within a moment of our joining. */
const ADDRESS_TIMEOUT_MS = 3_000;
/** The server's `leave` and its end of the peer connection come at the same moment, in either order. */
const LEAVE_GRACE_MS = 300;
/** ICE notices a dead path after 30 s (measured); so long before its notice nothing is certain. */
const MEDIA_BLIND_NS = 35_000_000_000n;

type Stage = 'dialing' | 'joined' | 'open' | 'dead' | 'closed';

/**
 * One connection to the room: one identity, one participant, one peer connection, and its signalling.
 * dialing → joined → open → dead → closed. Never used again once it failed; ICE cannot be restarted.
 */
export class Link {
  readonly number: number;
  readonly route: Route;
  readonly identity: string;
  /** Packets that came over this link, duplicates included. */
  packets = 0;
  /** Wall clock (ns) of the last packet. */
  lastPacket = 0n;
  openedAt: Arrival | undefined;
  join: JoinFacts | undefined;
  /** Resolves when nothing will come any more. */
  readonly closed: Promise<void>;
  #resolveClosed: () => void = () => undefined;
  readonly #options: LinkOptions;
  readonly #keeper: SignalKeeper;
  #stage: Stage = 'dialing';
  #negotiation: Negotiation | undefined;
  #closing: Promise<void> | undefined;
  #settle: ((outcome: OpenOutcome) => void) | undefined;
  readonly #notices: Notices;
  /** What came between joining and opening. */
  #early: (() => void)[] = [];
  /** After a resume the next update names everyone who is there. */
  #wholeNext = false;
  /** Wall clock (ns) of the last word of the server that it knows us. */
  #lastSignal = 0n;
  #grace: NodeJS.Timeout | undefined;
  #addresses: NodeJS.Timeout | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.number = options.number;
    this.#notices = new Notices(options.number);
    this.route = options.route;
    this.identity = options.grant.identity;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    const { grant, plainHosts, now, log } = options;
    this.#keeper = new SignalKeeper({
      grant,
      plainHosts,
      now,
      log,
      onServerTime: (time) => {
        options.handlers.onServerTime(this, time);
      },
      onResponse: (response) => {
        this.#onResponse(response);
      },
      onGone: (doubt, reason) => {
        this.#onSignalGone(doubt, reason);
      },
    });
  }

  /** How it is connected, for `link` records. */
  get connection(): Pick<LinkRecord, 'transport' | 'via'> {
    const { transport } = this.#keeper;
    return this.route === 'tcp-bridge' ? { transport, via: 'tcp-bridge' } : { transport };
  }

  /** When signalling could not be resumed any more, unix ms. */
  get tokenExpiresAt(): number {
    return this.#keeper.expiresAt;
  }

  get isOpen(): boolean {
    return this.#stage === 'open';
  }

  /** Joins and waits until the channels are open; at most 10 s. A link that did not open is closed. */
  async open(abort: AbortSignal): Promise<OpenOutcome> {
    const outcome = new Promise<OpenOutcome>((resolve) => {
      this.#settle = resolve;
    });
    const timer = setTimeout(() => {
      this.#fail(tooSlow(this.join !== undefined, this.route));
    }, OPEN_TIMEOUT_MS);
    const giveUp = (): void => {
      this.#fail(new RecorderError('livekit-link-failed', 'Joining was given up.'));
    };
    abort.addEventListener('abort', giveUp, { once: true });
    if (abort.aborted) giveUp();
    this.#keeper.join().catch((error: unknown) => {
      this.#fail(error);
    });
    const result = await outcome;
    clearTimeout(timer);
    clearTimeout(this.#addresses);
    abort.removeEventListener('abort', giveUp);
    if (result.kind !== 'open') await this.close();
    return result;
  }

  /** Wall clock (ns) until which this link is known to have been well. @param media its media failed */
  lastSign(media: boolean): bigint {
    const opened = this.openedAt?.wall ?? 0n;
    const blind = this.#options.now().wall - MEDIA_BLIND_NS;
    const known = media ? blind : this.#lastSignal;
    return [this.lastPacket, known].reduce((a, b) => (a > b ? a : b), opened);
  }

  /** Takes in what is still queued natively (at most 0.5 s), then leaves the room. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#negotiation !== undefined) await drained(() => this.packets);
    this.#keeper.send(new SignalRequest({ message: { case: 'leave', value: new LeaveRequest() } }));
    this.#stage = 'closed';
    clearTimeout(this.#grace);
    this.#negotiation?.close();
    this.#keeper.close();
    this.#resolveClosed();
  }

  #onResponse(response: SignalResponse): void {
    const { message } = response;
    if (this.#stage === 'closed') return;
    if (message.case !== 'leave') this.#lastSignal = this.#options.now().wall;
    switch (message.case) {
      case 'join':
        this.#onJoin(message.value);
        return;
      case 'offer':
      case 'answer':
      case 'trickle':
        this.#negotiation?.receive(response);
        return;
      case 'update':
        this.#onUpdate(message.value.participants);
        return;
      case 'roomUpdate':
        if (message.value.room === undefined || this.join === undefined) return;
        this.join = { ...this.join, room: message.value.room };
        if (this.isOpen) this.#options.handlers.onRoom(this, message.value.room);
        return;
      case 'refreshToken':
        this.#keeper.refresh(message.value);
        return;
      case 'reconnect':
        this.#wholeNext = true;
        return;
      case 'leave':
        // The server closes the websocket now; there is nothing to resume.
        this.#keeper.close();
        this.#onLeave(meaningOf(message.value));
        return;
      case 'roomMoved':
        // From now on we would receive another room.
        this.#die({ kind: 'rejoin', reason: 'server-room-moved', media: false });
        return;
      default:
        for (const notice of this.#notices.of(response)) {
          this.#tell(() => {
            this.#options.handlers.onNotice(this, notice);
          });
        }
    }
  }

  #onJoin(join: JoinResponse): void {
    const { log, handlers } = this.#options;
    try {
      this.join = joinFacts(join, this.#keeper.askedAt);
      this.#stage = 'joined';
      this.#keeper.joined(this.join.recorderSid);
      this.#negotiation = new Negotiation({
        iceServers: join.iceServers,
        transport: this.#keeper.transport,
        bridged: this.route === 'tcp-bridge',
        send: (request) => {
          this.#keeper.send(request);
        },
        handlers: {
          onOpen: () => {
            this.#onOpen();
          },
          onMessage: (channel, bytes) => {
            if (this.#stage === 'joined') this.#onOpen();
            handlers.onPacket(this, channel, bytes);
          },
          onState: (state) => {
            this.#onPeerState(state);
          },
        },
        log,
      });
      this.#addresses = setTimeout(() => {
        if (this.#negotiation?.hasWay === false) this.#fail(noAddress(this.route));
      }, ADDRESS_TIMEOUT_MS);
    } catch (error) {
      this.#fail(error);
    }
  }

  #onOpen(): void {
    if (this.#stage !== 'joined' || this.join === undefined) return;
    this.#stage = 'open';
    this.openedAt = this.#options.now();
    const { handlers } = this.#options;
    handlers.onOpen(this);
    handlers.onParticipants(this, this.join.others, true);
    for (const tell of this.#early.splice(0)) tell();
    this.#settle?.({ kind: 'open' });
  }

  #onUpdate(infos: readonly ParticipantInfo[]): void {
    this.#tell(() => {
      this.#options.handlers.onParticipants(this, infos, this.#wholeNext);
      this.#wholeNext = false;
    });
  }

  /** Now, or when the link is open. */
  #tell(tell: () => void): void {
    if (this.isOpen) tell();
    else if (this.#stage === 'joined') this.#early.push(tell);
  }

  #onPeerState(state: PeerState): void {
    clearTimeout(this.#grace);
    if (state === 'connected') return;
    this.#grace = setTimeout(() => {
      if (state === 'dead') this.#die({ kind: 'rejoin', reason: 'peer-failed', media: true });
      else if (this.isOpen) this.#options.handlers.onSuspect(this, 'peer', 'peer-disconnected');
    }, LEAVE_GRACE_MS);
  }

  #onLeave(meaning: LeaveMeaning): void {
    if (meaning.kind !== 'move') this.#die(meaning);
    else if (this.isOpen) this.#options.handlers.onSuspect(this, 'signal', meaning.reason);
    else this.#fail(new RecorderError('livekit-link-failed', wordsFor(meaning.reason)));
  }

  #onSignalGone(doubt: SuspectKind, reason: string): void {
    if (this.isOpen) this.#options.handlers.onSuspect(this, doubt, reason);
    else this.#fail(new RecorderError('livekit-link-failed', 'Signalling was lost while joining.'));
  }

  #die(meaning: DeathMeaning): void {
    clearTimeout(this.#grace);
    if (this.isOpen) {
      this.#stage = 'dead';
      this.#options.handlers.onDead(this, meaning);
    } else if (meaning.kind === 'ended') {
      if (this.#stage !== 'closed') this.#stage = 'dead';
      this.#settle?.({ kind: 'ended', reason: meaning.reason });
    } else {
      const code = meaning.media ? 'livekit-no-media' : 'livekit-link-failed';
      this.#fail(new RecorderError(code, wordsFor(meaning.reason)));
    }
  }

  #fail(error: unknown): void {
    if (this.isOpen) return;
    // From here on it must not open any more; an open one does not fail, it dies.
    if (this.#stage !== 'closed') this.#stage = 'dead';
    this.#settle?.({ kind: 'failed', error: joinError(error) });
  }
}
