import type { AnyLink, SuspectKind } from './link-types.ts';

const LOOK_EVERY_MS = 50;
/** After the new link delivered, the old one has so long to deliver too. */
const PROOF_MS = 1_000;
/** So long the old link is kept when nobody sends. */
const IDLE_MS = 5_000;
/** A path that came back takes its time to send again what was not acknowledged; ICE dies at 30 s. */
const PEER_MS = 35_000;

/** `unbroken`: the old link was alive beside the new one. `lost`: it had died before. */
export type HandoverOutcome = 'unbroken' | 'lost';

type LinkLife = Pick<AnyLink, 'packets' | 'isOpen'>;

export interface HandoverOptions<L extends LinkLife> {
  readonly old: L;
  readonly successor: L;
  /** Why there is a successor. */
  readonly why: SuspectKind;
  /** Both have delivered the same packet, so the old one has caught up (Boundaries). */
  readonly overlapped: () => boolean;
  readonly onDecided: (outcome: HandoverOutcome) => void;
}

/**
 * Make before break: both links are open, and it has to be found out whether the old one was alive when
 * the new one took over. Only what it delivers proves that; its state can be wrong for 30 s (measured).
 */
export class Handover<L extends LinkLife = AnyLink> {
  readonly old: L;
  readonly successor: L;
  readonly why: SuspectKind;
  readonly #overlapped: () => boolean;
  readonly #onDecided: (outcome: HandoverOutcome) => void;
  readonly #started = performance.now();
  readonly #oldBefore: number;
  readonly #timer: NodeJS.Timeout;
  #newSince: number | undefined;
  #overlapSince: number | undefined;
  #decided = false;

  constructor(options: HandoverOptions<L>) {
    this.old = options.old;
    this.successor = options.successor;
    this.why = options.why;
    this.#overlapped = options.overlapped;
    this.#onDecided = options.onDecided;
    this.#oldBefore = options.old.packets;
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS);
  }

  /** Decides with what is known now: the old link died, or there is no more time. */
  decide(): void {
    this.#finish(this.#evidence());
  }

  /** The successor has died first: nothing is decided, the old link goes on. */
  cancel(): void {
    this.#decided = true;
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    if (this.successor.packets > 0) this.#newSince ??= now;
    const age = now - this.#started;
    if (this.why === 'peer') {
      if (this.#overlapped()) this.#overlapSince ??= now;
      if (age >= PEER_MS || now - (this.#overlapSince ?? now) >= PROOF_MS) this.decide();
    } else if (this.#newSince === undefined) {
      if (age >= IDLE_MS) this.decide();
    } else if (this.#oldDelivered || now - this.#newSince >= PROOF_MS) {
      this.decide();
    }
  }

  get #oldDelivered(): boolean {
    return this.old.packets > this.#oldBefore;
  }

  #evidence(): HandoverOutcome {
    if (this.why === 'peer') {
      // After trouble with the media the old link may have died before it had caught up.
      if (this.#overlapped()) return 'unbroken';
      const silent = !this.#oldDelivered && this.successor.packets > 0;
      return this.old.isOpen && !silent ? 'unbroken' : 'lost';
    }
    if (this.#oldDelivered) return 'unbroken';
    // Nobody sent anything, and the media was well.
    return this.successor.packets === 0 && this.old.isOpen ? 'unbroken' : 'lost';
  }

  #finish(outcome: HandoverOutcome): void {
    if (this.#decided) return;
    this.#decided = true;
    clearInterval(this.#timer);
    this.#onDecided(outcome);
  }
}
