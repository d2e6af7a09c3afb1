/** Where a room's link grants come from: SyncFlow's token call, or our own LiveKit key. */
import { randomUUID } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import { registerSecret } from '../../shared/redact.ts';
import type { LinkGrantMessage } from './capture-supervisor.ts';

/** A fresh grant, with an identity never used before (livekit-wire.md §0), at each call. */
export interface GrantSource {
  next(): Promise<LinkGrantMessage>;
  close(): void;
}

const newIdentity = (): string => `rec-${randomUUID()}`;

/** Grants by our own key and secret: a bare LiveKit server. */
export function livekitGrants(options: {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  readonly roomName: string;
}): GrantSource {
  return {
    next: async () => {
      const identity = newIdentity();
      const token = new AccessToken(options.key, options.secret, { identity, ttl: '6h' });
      token.addGrant({
        roomJoin: true,
        room: options.roomName,
        hidden: true,
        recorder: true,
        canSubscribe: true,
        canPublish: false,
        canPublishData: false,
      });
      return { url: options.url, token: await token.toJwt(), identity };
    },
    close: () => undefined,
  };
}

export interface StockedGrantsOptions {
  /** Asks SyncFlow for a token for this identity. */
  readonly fetch: (identity: string) => Promise<LinkGrantMessage>;
  /** How many to hold in advance. */
  readonly spare: number;
  /** A grant older than this is not used any more. */
  readonly maxAgeMs: number;
  readonly now: () => number;
}

interface Stocked {
  readonly grant: LinkGrantMessage;
  readonly at: number;
}

/**
 * Grants from a server that may hang: a few are held in advance, so that a link can be replaced at once
 * while the server is away (design.md, "Joining a room"). Renewed before they are too old.
 */
export function stockedGrants(options: StockedGrantsOptions): GrantSource {
  let stock: Stocked[] = [];
  let refilling = false;
  let closed = false;

  const fetchOne = async (): Promise<LinkGrantMessage> => {
    const grant = await options.fetch(newIdentity());
    registerSecret(grant.token);
    return grant;
  };

  /** Through a function, because close() may be called while a grant is fetched. */
  const isClosed = (): boolean => closed;

  const refill = async (): Promise<void> => {
    if (refilling || closed) return;
    refilling = true;
    try {
      stock = stock.filter(({ at }) => options.now() - at < options.maxAgeMs);
      while (stock.length < options.spare) {
        stock.push({ grant: await fetchOne(), at: options.now() });
        if (isClosed()) return;
      }
    } catch {
      // The next call, or the timer, tries again; whoever needs a grant now gets the error itself.
    } finally {
      refilling = false;
    }
  };

  const timer = setInterval(() => void refill(), Math.min(options.maxAgeMs / 4, 60_000));
  timer.unref();

  return {
    next: async () => {
      const ready = stock.find(({ at }) => options.now() - at < options.maxAgeMs);
      if (ready !== undefined) {
        stock = stock.filter((other) => other !== ready);
        void refill();
        return ready.grant;
      }
      const grant = await fetchOne();
      void refill();
      return grant;
    },
    close: () => {
      closed = true;
      clearInterval(timer);
    },
  };
}
