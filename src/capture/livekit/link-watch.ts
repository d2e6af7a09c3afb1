import type { SuspectKind } from './link-types.ts';
import type { Link } from './link.ts';

const LOOK_EVERY_MS = 1_000;
/** A stop of 9 s loses nothing (measured); after 15 s without us the server ends the connection. */
const ASLEEP_MS = 10_000;
/** Newest tokens of LiveKit live for 10 min and come every 5: one this old will not be renewed. */
const TOKEN_SPARE_MS = 60_000;
/** A link is not given up sooner, however short its tokens live. */
const LEAST_AGE_NS = 30_000_000_000n;

type WatchedLink = Pick<Link, 'tokenExpiresAt' | 'openedAt'>;

export interface LinkWatchOptions {
  /** The link that records now. */
  readonly current: () => WatchedLink | null;
  readonly onDoubt: (kind: SuspectKind, reason: string) => void;
}

/** Sees what nobody reports: that this computer slept, and that a link could not be resumed any more. */
export class LinkWatch {
  readonly #options: LinkWatchOptions;
  readonly #timer: NodeJS.Timeout;
  /** By the wall clock: a monotonic one may stand still while the computer sleeps. */
  #lookedAt = Date.now();

  constructor(options: LinkWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { current, onDoubt } = this.#options;
    const now = Date.now();
    const slept = now - this.#lookedAt - LOOK_EVERY_MS;
    this.#lookedAt = now;
    const link = current();
    if (link === null) return;
    // A clock that was set forward looks the same; then a link is replaced that was well.
    if (slept > ASLEEP_MS) onDoubt('peer', 'asleep');
    else if (link.tokenExpiresAt - now < TOKEN_SPARE_MS && isOld(link)) {
      onDoubt('planned', 'token-expiry');
    }
  }
}

function isOld({ openedAt }: WatchedLink): boolean {
  return openedAt !== undefined && process.hrtime.bigint() - openedAt.monotonic > LEAST_AGE_NS;
}
