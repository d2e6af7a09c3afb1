import type { ParticipantInfo, Room } from '@livekit/protocol';
import type { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type {
  RoomCapture,
  RoomCaptureOptions,
  RoomCaptureState,
  RoomCaptureStats,
  RoomEndReason,
} from '../ports.ts';
import { Boundaries } from './boundaries.ts';
import { Dedupe } from './dedupe.ts';
import { Intake } from './intake.ts';
import type { AnyLink } from './link-types.ts';
import { Links } from './links.ts';
import type { Notice } from './notices.ts';
import { Participants } from './participants.ts';
import { SessionCheck } from './session-check.ts';

const SETTLE_EVERY_MS = 500;
/** So long after our opening a sender may have joined before it, given how clocks and delays differ. */
const COVERAGE_MARGIN_MS = 1_000;

export type LiveKitCaptureOptions = RoomCaptureOptions & { readonly log: Log };

/**
 * Records one room with our own receive-only LiveKit client (livekit-wire.md), over as many links as it
 * takes. Main thread only: node-datachannel is fatal in worker threads.
 */
export function createRoomCapture(options: LiveKitCaptureOptions): RoomCapture {
  return new LiveKitRoomCapture(options);
}

class LiveKitRoomCapture implements RoomCapture {
  readonly #options: LiveKitCaptureOptions;
  readonly #dedupe = new Dedupe();
  readonly #intake: Intake;
  readonly #participants: Participants;
  readonly #boundaries: Boundaries;
  readonly #check: SessionCheck;
  readonly #links: Links;
  readonly #settling: NodeJS.Timeout;
  #room: Room | undefined;
  /** Server clock (unix ms) since which we receive without a break. */
  #coveredSince = Infinity;
  #finished: Promise<void> | undefined;

  constructor(options: LiveKitCaptureOptions) {
    this.#options = options;
    const { sink, now, expectedSessionId, sessionStartedAt, resume } = options;
    const intake = new Intake(sink, this.#dedupe, now);
    this.#intake = intake;
    const write = intake.event.bind(intake);
    this.#participants = new Participants(write, (sid) => {
      const sender = this.#dedupe.get(sid);
      if (sender !== undefined) sender.left = true;
    });
    this.#boundaries = new Boundaries({
      dedupe: this.#dedupe,
      sessionStartedAt,
      resume,
      write,
      joinedWhileOpen: (sid) => this.#joinedWhileOpen(sid),
    });
    this.#check = new SessionCheck({
      expected: expectedSessionId,
      knownBy: options.sessionKnownBy ?? 'metadata',
      seenBefore: resume !== null,
      onMatch: () => {
        intake.release();
      },
      onGhost: (found) => {
        this.#onGhost(found);
      },
    });
    if (!this.#check.verified) intake.hold();
    this.#links = this.#makeLinks();
    this.#settling = setInterval(() => {
      this.#boundaries.settle(now().monotonic, 'due');
    }, SETTLE_EVERY_MS);
  }

  start(): void {
    if (this.#finished === undefined) this.#links.start();
  }

  async stop(): Promise<void> {
    await this.#finish('stopped', { state: 'stopped' });
  }

  renew(reason: string): void {
    if (this.#finished === undefined) this.#links.renew(reason);
  }

  stats(): RoomCaptureStats {
    const { packets, bytes, duplicates } = this.#intake;
    const participants = this.#intake.participants(this.#participants);
    return { packets, bytes, duplicates, links: this.#links.opened, participants };
  }

  #makeLinks(): Links {
    return new Links({
      capture: this.#options,
      intake: this.#intake,
      dedupe: this.#dedupe,
      boundaries: this.#boundaries,
      onAttempt: (attempt, error) => {
        this.#onAttempt(attempt, error);
      },
      onOpen: (link, unbroken) => {
        this.#onOpen(link, unbroken);
      },
      onParticipants: (link, infos, whole) => {
        this.#onParticipants(link, infos, whole);
      },
      onRoom: (link, room) => {
        this.#onRoom(link, room);
      },
      onNotice: (link, notice) => {
        this.#onNotice(link, notice);
      },
      onEnded: (reason) => {
        this.#onEnded(reason);
      },
    });
  }

  #onAttempt(attempt: number, error: RecorderError | undefined): void {
    this.#check.stop();
    this.#report({ state: 'connecting', attempt, ...(error === undefined ? {} : { error }) });
  }

  #onOpen(link: AnyLink, unbroken: boolean): void {
    const { join, openedAt } = link;
    if (join === undefined || openedAt === undefined) return;
    this.#participants.addOwn(link.identity);
    if (!unbroken) {
      this.#coveredSince = join.joinedAtMs + Number(openedAt.monotonic - join.joinedAt) / 1e6;
    }
    this.#see('joined', link, join.room);
  }

  #onParticipants(link: AnyLink, infos: readonly ParticipantInfo[], whole: boolean): void {
    if (whole) this.#participants.snapshot(link.number, infos);
    else this.#participants.update(link.number, infos);
  }

  #onRoom(link: AnyLink, room: Room): void {
    const before = this.#room;
    if (before?.sid === room.sid && before.metadata === room.metadata) return;
    this.#see('changed', link, room);
  }

  #onNotice(link: AnyLink, notice: Notice): void {
    if (notice.kind === 'track') this.#intake.event(notice);
    else if (notice.sid === link.join?.recorderSid) {
      const { quality } = notice;
      this.#intake.event({ kind: 'link', event: 'quality', link: link.number, quality });
    } else this.#participants.quality(link.number, notice.sid, notice.quality);
  }

  /** Another session's room is left at once, without a record of it. */
  #see(event: 'joined' | 'changed', link: AnyLink, room: Room): void {
    const { name, sid, metadata } = room;
    this.#room = room;
    this.#check.see(metadata, sid);
    const { state } = this.#check;
    if (state === 'ghost') return;
    this.#intake.event({ kind: 'room', event, link: link.number, name, sid, metadata });
    if (state === 'open') this.#report({ state: 'checking' });
    else this.#report({ state: 'recording', roomSid: sid, metadata, route: link.route });
  }

  #joinedWhileOpen(sid: string): boolean | undefined {
    const joined = this.#participants.joinedAt(sid);
    return joined === undefined ? undefined : joined > this.#coveredSince + COVERAGE_MARGIN_MS;
  }

  #onEnded(reason: RoomEndReason): void {
    void this.#finish(reason, { state: 'ended', reason });
  }

  #onGhost(found: string | null): void {
    this.#intake.refusePackets();
    void this.#finish('other-session', { state: 'ghost', foundSessionId: found });
  }

  #report(state: RoomCaptureState): void {
    if (this.#finished === undefined) this.#options.onState(state);
  }

  /** The one way out, once, whoever asks first. */
  #finish(reason: string, state: RoomCaptureState): Promise<void> {
    this.#finished ??= this.#close(reason).finally(() => {
      this.#options.onState(state);
    });
    return this.#finished;
  }

  async #close(reason: string): Promise<void> {
    clearInterval(this.#settling);
    this.#check.stop();
    // Whose data it is was never known.
    if (!this.#check.verified) this.#intake.discard();
    await this.#links.close(reason);
    this.#boundaries.settle(0n, 'all');
    if (this.#room !== undefined) {
      const { name, sid } = this.#room;
      this.#intake.event({ kind: 'room', event: 'ended', name, sid, reason });
    }
    this.#intake.close();
  }
}
