import { setTimeout as sleep } from 'node:timers/promises';
import type { SignalRequest, SignalResponse } from '@livekit/protocol';
import type { Log } from '../../shared/log.ts';
import type { Arrival, LinkGrant, ServerTime } from '../ports.ts';
import type { SuspectKind } from './link-types.ts';
import { signalError } from './signal-errors.ts';
import { AddressGone, HttpRefusal, NoPong, SignalSocket } from './signal-socket.ts';
import { signalUrl, type Transport } from './signal-url.ts';
import { expiryOf } from './token-expiry.ts';

/** When to try again after the websocket alone was lost, counted from the loss. */
const RESUME_AT_MS = [300, 1_000, 2_000, 5_000];

/** `unreachable`: nobody answered, so it may not be the websocket alone that is gone. */
type ResumeOutcome = 'resumed' | 'refused' | 'unreachable';

export interface SignalKeeperOptions {
  readonly grant: LinkGrant;
  readonly plainHosts: readonly string[];
  readonly now: () => Arrival;
  readonly log: Log;
  readonly onServerTime: (time: ServerTime) => void;
  readonly onResponse: (response: SignalResponse) => void;
  /** The websocket is gone and cannot be resumed. The media may still flow. Once. */
  readonly onGone: (doubt: SuspectKind, reason: string) => void;
}

/**
 * The signalling of one link: one websocket after the other for the same participant. Only v1 can resume;
 * on v0 a resume restarts ICE and loses everything (measured, livekit-wire.md §2).
 */
export class SignalKeeper {
  readonly #options: SignalKeeperOptions;
  readonly #end = new AbortController();
  #socket: SignalSocket | undefined;
  /** The newest token that the server sent us; needed to resume. */
  #token: string;
  #resumeSid: string | undefined;
  transport: Transport = 'v1';
  /** When joining began, monotonic ns. */
  askedAt = 0n;

  constructor(options: SignalKeeperOptions) {
    this.#options = options;
    this.#token = options.grant.token;
  }

  /** Joins over v1, or over v0 where the server does not know v1. @throws RecorderError */
  async join(): Promise<void> {
    this.askedAt = this.#options.now().monotonic;
    try {
      await this.#open();
    } catch (error) {
      if (!(error instanceof HttpRefusal) || error.status !== 404) throw signalError(error);
      this.transport = 'v0';
      await this.#open().catch((again: unknown) => {
        throw signalError(again);
      });
    }
  }

  /** Joined as this participant: from now on a lost websocket is resumed. */
  joined(sid: string): void {
    this.#resumeSid = sid;
  }

  /** When the token that a resume would need runs out (unix ms); Infinity when nothing is to be resumed. */
  get expiresAt(): number {
    return this.transport === 'v0' ? Infinity : expiryOf(this.#token);
  }

  refresh(token: string): void {
    this.#token = token;
  }

  send(request: SignalRequest): void {
    this.#socket?.send(request);
  }

  close(): void {
    this.#end.abort();
    this.#socket?.close();
  }

  async #open(resumeSid?: string): Promise<void> {
    const { grant, plainHosts, now, log, onServerTime, onResponse } = this.#options;
    await SignalSocket.open(
      {
        url: signalUrl(grant.url, this.transport, plainHosts, resumeSid),
        token: this.#token,
        now,
        log,
        onServerTime,
        onResponse: (socket, response) => {
          this.#socket = socket;
          onResponse(response);
        },
        onLost: (error) => void this.#lost(error),
      },
      this.#end.signal,
    );
  }

  async #lost(reason: Error): Promise<void> {
    const { log, onGone } = this.#options;
    const { signal } = this.#end;
    const lostAt = performance.now();
    log.info('signalling lost', { error: reason });
    if (reason instanceof AddressGone) {
      // The media went from the old address too: to resume this alone would hide that.
      onGone('peer', 'address-gone');
      return;
    }
    let outcome: ResumeOutcome = 'refused';
    try {
      outcome = await this.#resume(lostAt);
    } catch (error) {
      if (!signal.aborted) log.info('signalling cannot be resumed', { error: signalError(error) });
    }
    if (signal.aborted || outcome === 'resumed') return;
    if (reason instanceof NoPong) onGone('peer', 'no-pong');
    else if (outcome === 'unreachable') onGone('peer', 'server-unreachable');
    else onGone('signal', 'signal-lost');
  }

  /** @throws when the server refuses */
  async #resume(lostAt: number): Promise<ResumeOutcome> {
    const sid = this.#resumeSid;
    if (sid === undefined || this.transport === 'v0') return 'refused';
    for (const at of RESUME_AT_MS) {
      const wait = Math.max(0, lostAt + at - performance.now());
      await sleep(wait, undefined, { signal: this.#end.signal });
      try {
        await this.#open(sid);
        return 'resumed';
      } catch (error) {
        if (error instanceof HttpRefusal && error.status < 500) throw error;
      }
    }
    return 'unreachable';
  }
}
