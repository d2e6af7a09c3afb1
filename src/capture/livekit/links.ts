import type { ParticipantInfo, Room } from '@livekit/protocol';
import { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { LinkRecord } from '../../shared/records.ts';
import type { RoomCaptureOptions, RoomEndReason } from '../ports.ts';
import type { Boundaries } from './boundaries.ts';
import type { Dedupe } from './dedupe.ts';
import { dialUntilOpen } from './dialer.ts';
import { Handover, type HandoverOutcome } from './handover.ts';
import type { Intake } from './intake.ts';
import { wordsFor, type DeathMeaning } from './leave.ts';
import type { Notice } from './notices.ts';
import type { AnyLink, LinkHandlers, SuspectKind } from './link-types.ts';
import { LinkRecords } from './link-records.ts';
import { LinkWatch } from './link-watch.ts';
import { makeLink } from './make-link.ts';
import { Routes } from './routes.ts';

export interface LinksOptions {
  readonly capture: RoomCaptureOptions & { readonly log: Log };
  readonly intake: Intake;
  readonly dedupe: Dedupe;
  readonly boundaries: Boundaries;
  /** An attempt begins while no link is open. */
  readonly onAttempt: (attempt: number, error: RecorderError | undefined) => void;
  /** A link is open; its records so far are written. `unbroken`: it stands beside an older one. */
  readonly onOpen: (link: AnyLink, unbroken: boolean) => void;
  readonly onParticipants: (
    link: AnyLink,
    infos: readonly ParticipantInfo[],
    whole: boolean,
  ) => void;
  readonly onRoom: (link: AnyLink, room: Room) => void;
  readonly onNotice: (link: AnyLink, notice: Notice) => void;
  /** The server said that it is over. */
  readonly onEnded: (reason: RoomEndReason) => void;
}

interface Dialing {
  /** What is wrong with the link that is to be replaced; null when it is gone or there was none. */
  why: SuspectKind | null;
  /** The same in the words of `link` records. */
  reason: string | undefined;
  attempt: number;
  error: RecorderError | undefined;
}

/**
 * The links of one room, one after the other or overlapping: opens the first, replaces each that is lost
 * or in doubt, and writes their `link` records and the gaps between them.
 */
export class Links {
  readonly #options: LinksOptions;
  readonly #stopping = new AbortController();
  readonly #handlers: LinkHandlers;
  /** Links that still take in what is queued natively. */
  readonly #closing = new Set<Promise<void>>();
  /** The newest open link. */
  #current: AnyLink | null = null;
  /** The newest link that opened and is gone, and its last sign of life (wall clock, ns). */
  #dead: { readonly link: AnyLink; readonly from: bigint } | null = null;
  readonly #records: LinkRecords;
  #handover: Handover | null = null;
  #watch: LinkWatch | null = null;
  #dialing: Dialing | null = null;
  readonly #routes: Routes;
  /** The highest number used; numbers of attempts that failed are used again. */
  #lastNumber: number;
  #opened = 0;

  constructor(options: LinksOptions) {
    this.#options = options;
    this.#records = new LinkRecords(options.intake);
    this.#lastNumber = options.capture.resume?.lastLink ?? 0;
    this.#routes = new Routes(options.capture.routes);
    this.#handlers = {
      onOpen: (link) => {
        this.#onOpen(link);
      },
      onPacket: (link, channel, bytes) => {
        options.intake.packet(link, channel, bytes);
      },
      onParticipants: options.onParticipants,
      onRoom: options.onRoom,
      onNotice: options.onNotice,
      onServerTime: (link, time) => {
        options.capture.onServerTime?.(link.number, time);
      },
      onSuspect: (link, kind, reason) => {
        if (link === this.#current) this.#doubt(kind, reason);
      },
      onDead: (link, meaning) => {
        this.#onDead(link, meaning);
      },
    };
  }

  /** Links that were open in this run. */
  get opened(): number {
    return this.#opened;
  }

  start(): void {
    this.#watch ??= new LinkWatch({
      current: () => this.#current,
      onDoubt: (kind, reason) => {
        this.#doubt(kind, reason);
      },
    });
    this.#replace(null);
  }

  /** A new link beside the one that there is; while links change anyway, nothing. */
  renew(reason: string): void {
    if (this.#current !== null && this.#handover === null) this.#doubt('planned', reason);
  }

  /** Stops dialing, takes in what is queued, leaves. Resolves when nothing more will come. */
  async close(reason: string): Promise<void> {
    this.#stopping.abort();
    this.#watch?.stop();
    this.#handover?.decide();
    const current = this.#current;
    const inDoubt = this.#dialing?.why === 'peer';
    this.#current = null;
    if (current !== null) {
      await Promise.all([current.close(), ...this.#closing]);
      this.#records.ended(current, { event: 'closed', reason });
    }
    await Promise.all(this.#closing);
    // Nothing replaced the last one before the end, and it was gone or may have been.
    const from = current === null ? this.#dead?.from : inDoubt ? current.lastSign(true) : undefined;
    if (from === undefined) return;
    const { boundaries, capture, dedupe } = this.#options;
    boundaries.declareLost(from, capture.now().wall, dedupe.lastNumbers());
  }

  #doubt(kind: SuspectKind, reason: string): void {
    if (this.#dialing === null) this.#replace(kind, reason);
    else if (kind === 'peer') this.#dialing.why = kind;
  }

  #replace(why: SuspectKind | null, reason?: string): void {
    if (this.#dialing !== null || this.#stopping.signal.aborted) return;
    this.#handover?.decide();
    // At first the words are why the old one was lost, later why a new one does not come about.
    const lost = reason === undefined || why !== null ? undefined : wordsFor(reason);
    const error = lost === undefined ? undefined : new RecorderError('livekit-link-lost', lost);
    const dialing: Dialing = { why, reason, attempt: 0, error };
    this.#dialing = dialing;
    void this.#dial(dialing);
  }

  async #dial(dialing: Dialing): Promise<void> {
    const { capture, onEnded } = this.#options;
    const { requestGrant, plainHosts, now, log } = capture;
    const ended = await dialUntilOpen(
      {
        requestGrant,
        log,
        makeLink: (grant) => {
          const number = this.#lastNumber + 1;
          const route = this.#routes.current;
          const handlers = this.#handlers;
          return makeLink({ number, route, grant, plainHosts, now, log, handlers });
        },
        onAttempt: (attempt, error) => {
          if (error !== undefined && this.#routes.failed(error)) {
            log.warn('no way for media here', { code: error.code, next: this.#routes.current });
          }
          dialing.attempt = attempt;
          if (error !== undefined) dialing.error = error;
          // Not the websocket alone, then.
          if (dialing.why !== null && isOfTheWay(error)) dialing.why = 'peer';
          this.#report();
        },
      },
      this.#stopping.signal,
    );
    if (this.#dialing === dialing) this.#dialing = null;
    if (ended !== null) onEnded(ended);
  }

  #report(): void {
    if (this.#dialing === null || this.#current !== null) return;
    this.#options.onAttempt(this.#dialing.attempt, this.#dialing.error);
  }

  #onOpen(link: AnyLink): void {
    const { boundaries, onOpen } = this.#options;
    const opened = link.openedAt?.wall ?? 0n;
    const { why = null, reason } = this.#dialing ?? {};
    if (this.#current !== null && this.#current.join?.room.sid !== link.join?.room.sid) {
      // The server has forgotten the room that the old link was in, so it was not well any more.
      this.#bury(this.#current, 'room-replaced', false);
    }
    const old = this.#current;
    const dead = this.#dead;
    this.#current = link;
    this.#dead = null;
    this.#dialing = null;
    this.#lastNumber = link.number;
    this.#opened += 1;
    this.#routes.opened();
    const replaced = old ?? dead?.link;
    this.#records.opened(link, replaced, reason);
    if (old !== null) this.#handOver(old, link, why ?? 'signal');
    else if (dead === null) boundaries.first(link.number, opened);
    else boundaries.lost(link.number, dead.from, opened);
    onOpen(link, old !== null);
  }

  #handOver(old: AnyLink, successor: AnyLink, why: SuspectKind): void {
    const { boundaries, intake, dedupe } = this.#options;
    const senders = dedupe.lastNumbers();
    boundaries.begin(successor.number);
    // Until one of them is closed for good: a link delivers while it drains.
    void Promise.race([old.closed, successor.closed]).then(intake.overlap());
    const onDecided = (outcome: HandoverOutcome): void => {
      this.#handover = null;
      if (outcome === 'unbroken') boundaries.unbroken(successor.number);
      else {
        boundaries.declareLost(
          old.lastSign(why === 'peer'),
          successor.openedAt?.wall ?? 0n,
          senders,
        );
      }
      if (old.isOpen) {
        this.#retire(old, { event: 'closed', reason: outcome === 'lost' ? 'silent' : 'replaced' });
      }
    };
    this.#handover = new Handover({
      old,
      successor,
      why,
      overlapped: () => boundaries.overlapped(),
      onDecided,
    });
  }

  #onDead(link: AnyLink, meaning: DeathMeaning): void {
    const handover = this.#handover;
    if (this.#stopping.signal.aborted) return;
    if (link !== this.#current && link !== handover?.old) return;
    if (meaning.kind === 'ended') {
      this.#options.onEnded(meaning.reason);
      return;
    }
    this.#bury(link, meaning.reason, meaning.media);
    if (link === handover?.old) handover.decide();
    else if (handover?.old.isOpen === true) this.#fallBack(handover);
    else if (this.#dialing === null) this.#replace(null, meaning.reason);
    else this.#report();
  }

  #bury(link: AnyLink, reason: string, media: boolean): void {
    const { log } = this.#options.capture;
    log.info('link lost', { link: link.number, reason });
    if (reason === 'duplicate-identity') {
      // Each link has an identity of its own, so this is a fault of ours.
      log.error('another participant took our identity', { link: link.number });
    }
    if (link === this.#current) {
      this.#current = null;
      this.#dead = { link, from: link.lastSign(media) };
    }
    this.#retire(link, { event: 'lost', reason });
  }

  /** The successor has died before the link that it was to replace. */
  #fallBack(handover: Handover): void {
    handover.cancel();
    this.#handover = null;
    this.#options.boundaries.unbroken(handover.old.number);
    this.#current = handover.old;
    this.#dead = null;
    this.#replace(handover.why, 'successor-lost');
  }

  /** What is still queued natively comes after the record. */
  #retire(link: AnyLink, record: Pick<LinkRecord, 'event' | 'reason'>): void {
    this.#records.ended(link, record);
    const closing = link.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

/** Whether an attempt failed on the way to the server, and not because the server said no. */
function isOfTheWay(error: RecorderError | undefined): boolean {
  const codes = ['livekit-unreachable', 'livekit-link-failed', 'livekit-no-media'];
  return error !== undefined && codes.includes(error.code);
}
