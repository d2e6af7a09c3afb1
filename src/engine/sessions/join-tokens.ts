/** Tokens that came with older announcements: the last resort when SyncFlow gives none. In memory only. */
import { registerSecret } from '../../shared/redact.ts';
import type { LinkGrantMessage } from './capture-room.ts';
import { joinTokenIdentity } from './join-token.ts';

interface Kept {
  readonly token: string;
  readonly at: number;
}

/** SyncFlow's tokens are valid for 6 h (syncflow-contract.md). */
const MAX_AGE_MS = 5 * 3600_000;
/** For so long the announcement itself says that the session runs. */
const FRESH_MS = 60_000;
const MAX_KEPT = 1000;

export class JoinTokens {
  readonly #kept = new Map<string, Kept>();

  keep(sessionId: string, token: string): void {
    registerSecret(token);
    this.#kept.delete(sessionId);
    this.#kept.set(sessionId, { token, at: Date.now() });
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) return;
      this.#kept.delete(id);
    }
  }

  /** Whether a token for this session came just now and was not used yet. */
  isFresh(sessionId: string): boolean {
    const kept = this.#kept.get(sessionId);
    return kept !== undefined && Date.now() - kept.at < FRESH_MS;
  }

  /** Once: one token is one identity, a second use would push our own first link out. */
  take(sessionId: string, url: string): LinkGrantMessage | null {
    const kept = this.#kept.get(sessionId);
    this.#kept.delete(sessionId);
    if (kept === undefined || Date.now() - kept.at > MAX_AGE_MS) return null;
    return { url, token: kept.token, identity: joinTokenIdentity(kept.token) };
  }
}
