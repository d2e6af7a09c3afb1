import { sessionIdOf } from './room-metadata.ts';

/** SyncFlow sets the metadata before it announces; a few seconds are for slow updates. */
const WAIT_MS = 5_000;

export interface SessionCheckOptions {
  /** Null: any room will do. */
  readonly expected: string | null;
  /** What names the session: the room's metadata (default), or the room's own SID. */
  readonly knownBy?: 'metadata' | 'room-sid';
  /** An earlier run has recorded this session: a room without metadata is believed, as after a match. */
  readonly seenBefore: boolean;
  /** The room is the expected one. Once. */
  readonly onMatch: () => void;
  /** It is not; `found` is the session that it belongs to, if any. Once, and the last call. */
  readonly onGhost: (found: string | null) => void;
}

/**
 * Whether the room belongs to the session that we were sent for. Joining a room that is gone makes a new,
 * empty one (syncflow-contract.md), so a name proves nothing. Once matched, a room without metadata
 * is accepted (a LiveKit server that restarted has forgotten it), one that names another session is not.
 * A room of a bare LiveKit server is its session: made again under the same name it has another SID, and
 * is left at once.
 */
export class SessionCheck {
  readonly #options: SessionCheckOptions;
  readonly #expected: string | null;
  readonly #bySid: boolean;
  #state: 'open' | 'matched' | 'ghost' = 'open';
  #verified: boolean;
  #timer: NodeJS.Timeout | undefined;
  #found: string | null = null;

  constructor(options: SessionCheckOptions) {
    this.#options = options;
    const { expected, knownBy = 'metadata' } = options;
    this.#bySid = knownBy === 'room-sid';
    this.#expected = (this.#bySid ? expected : expected?.toLowerCase()) ?? null;
    this.#verified = this.#expected === null;
    if (this.#verified) this.#state = 'matched';
  }

  get state(): 'open' | 'matched' | 'ghost' {
    return this.#state;
  }

  /** It has matched once, so what came until then is ours. */
  get verified(): boolean {
    return this.#verified;
  }

  /** The room's metadata and SID as they are now, on joining and at each change. */
  see(metadata: string, sid = ''): void {
    if (this.#expected === null || this.#state === 'ghost') return;
    const found = this.#bySid ? sid || null : sessionIdOf(metadata);
    if (this.#bySid && found !== null && found !== this.#expected) {
      this.#ghost(found);
      return;
    }
    if (this.#state === 'matched') {
      if (found !== null && found !== this.#expected) this.#ghost(found);
      return;
    }
    this.#found = found;
    if (found === this.#expected || (found === null && this.#options.seenBefore)) {
      this.stop();
      this.#state = 'matched';
      this.#verified = true;
      this.#options.onMatch();
    } else {
      this.#timer ??= setTimeout(() => {
        this.#ghost(this.#found);
      }, WAIT_MS);
    }
  }

  /** The link is gone, or nobody asks any more. A later `see` starts the wait anew. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #ghost(found: string | null): void {
    this.stop();
    this.#state = 'ghost';
    this.#options.onGhost(found);
  }
}
