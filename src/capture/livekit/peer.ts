import nodeDataChannel, { type DataChannel, type PeerConnection } from 'node-datachannel';
import type { ICEServer } from '@livekit/protocol';
import type { Log } from '../../shared/log.ts';
import type { Channel } from '../../shared/records.ts';
import { relaysOf } from './ice-servers.ts';
import type { Transport } from './signal-url.ts';

/** LiveKit's labels; both sides know them. */
const channelOfLabel: ReadonlyMap<string, Channel> = new Map([
  ['_reliable', 'reliable'],
  ['_lossy', 'lossy'],
  ['_data_track', 'data-track'],
]);

interface Candidate {
  readonly candidate: string;
  readonly mid: string;
}

export type PeerState = 'connected' | 'disconnected' | 'dead';

export interface PeerHandlers {
  readonly onDescription: (type: 'offer' | 'answer', sdp: string) => void;
  readonly onCandidate: (candidate: string, mid: string) => void;
  /** The reliable channel is open: from now on nothing reliable can be missed. */
  readonly onOpen: () => void;
  /** Hot path. */
  readonly onMessage: (channel: Channel, bytes: Uint8Array) => void;
  readonly onState: (state: PeerState) => void;
}

/**
 * One peer connection that only receives. Every callback from native code is guarded: one that throws
 * would abort the process (measured). Main thread only: in a worker thread the library is fatal.
 * `maxMessageSize` stays at its default: at 16 KiB the server drops a 65 kB packet without a word.
 * ICE over TCP stays off: it stalls within seconds under load (both measured, livekit-wire.md).
 */
export class Peer {
  readonly #connection: PeerConnection;
  readonly #handlers: PeerHandlers;
  readonly #log: Log;
  /** The wrappers have to be kept, or their callbacks are collected with them. */
  readonly #channels: DataChannel[] = [];
  /** The server's description is taken. Until then its candidates and ours wait. */
  #isDescribed = false;
  readonly #early: Candidate[] = [];
  readonly #held: Candidate[] = [];
  #closed = false;
  #failures = 0;

  constructor(iceServers: readonly ICEServer[], handlers: PeerHandlers, log: Log) {
    this.#handlers = handlers;
    this.#log = log;
    const connection = new nodeDataChannel.PeerConnection('recorder', {
      iceServers: relaysOf(iceServers),
      disableAutoNegotiation: true,
    });
    this.#connection = connection;
    connection.onLocalDescription((sdp, type) => {
      this.#guard(() => {
        if (type === 'offer' || type === 'answer') handlers.onDescription(type, sdp);
      });
    });
    connection.onLocalCandidate((candidate, mid) => {
      this.#guard(() => {
        // The library writes candidates as SDP lines, the protocol wants them bare.
        const bare = { candidate: candidate.replace(/^a=/, ''), mid };
        if (this.#isDescribed) handlers.onCandidate(bare.candidate, mid);
        else this.#held.push(bare);
      });
    });
    connection.onStateChange((state) => {
      this.#guard(() => {
        this.#changed(state);
      });
    });
    connection.onDataChannel((channel) => {
      this.#guard(() => {
        this.#adopt(channel);
      });
    });
  }

  /** v1: opens the channels and makes the offer. v0: waits for the server's offer. */
  start(transport: Transport): void {
    if (transport === 'v0') return;
    const unreliable = { unordered: true, maxRetransmits: 0 };
    this.#adopt(this.#connection.createDataChannel('_reliable', {}));
    this.#adopt(this.#connection.createDataChannel('_lossy', unreliable));
    this.#adopt(this.#connection.createDataChannel('_data_track', unreliable));
    this.#connection.setLocalDescription('offer');
  }

  /**
   * The server's description; answers it when it is an offer. Only now does the server get our addresses:
   * the library lets ICE go before it stores the fingerprint that DTLS is checked by, and a server that
   * already knows where to find us connects in between. On a busy machine one attempt in fifty then
   * failed with "certificate verify failed" (seen in 0.33.4).
   */
  describe(type: 'offer' | 'answer', sdp: string): void {
    this.#guard(() => {
      this.#connection.setRemoteDescription(sdp, type);
      this.#isDescribed = true;
      for (const { candidate, mid } of this.#held.splice(0)) {
        this.#handlers.onCandidate(candidate, mid);
      }
      if (type === 'offer') this.#connection.setLocalDescription('answer');
      for (const { candidate, mid } of this.#early.splice(0)) {
        this.#connection.addRemoteCandidate(candidate, mid);
      }
    });
  }

  addCandidate(candidate: string, mid: string): void {
    this.#guard(() => {
      if (this.#isDescribed) this.#connection.addRemoteCandidate(candidate, mid);
      else this.#early.push({ candidate, mid });
    });
  }

  /** What is still queued natively is gone with this. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#connection.close();
    } catch (error) {
      this.#log.warn('closing a peer connection failed', { error });
    }
    this.#channels.length = 0;
  }

  #adopt(channel: DataChannel): void {
    this.#channels.push(channel);
    const kind = channelOfLabel.get(channel.getLabel());
    const { onMessage } = this.#handlers;
    channel.onMessage((message) => {
      try {
        if (kind !== undefined && !this.#closed) onMessage(kind, toBytes(message));
      } catch (error) {
        this.#failed(error);
      }
    });
    if (channel.isOpen()) this.#opened(channel, kind);
    else {
      channel.onOpen(() => {
        this.#guard(() => {
          this.#opened(channel, kind);
        });
      });
    }
  }

  #opened(channel: DataChannel, kind: Channel | undefined): void {
    // On every open channel: only this callback makes the library let go of one that has closed. On none
    // before: it would hold on for good to one that never opens (both seen in 0.33.4).
    channel.onClosed(() => {
      this.#guard(() => {
        if (kind === 'reliable') this.#handlers.onState('dead');
      });
    });
    if (kind === 'reliable') this.#handlers.onOpen();
  }

  #changed(state: string): void {
    if (state === 'connected' || state === 'disconnected') this.#handlers.onState(state);
    else if (state === 'failed' || state === 'closed') this.#handlers.onState('dead');
  }

  #guard(action: () => void): void {
    if (this.#closed) return;
    try {
      action();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    // Not each of a flood: the first of them, then one in a thousand.
    if (this.#failures % 1_000 !== 1) return;
    this.#log.error('a callback from the peer connection failed', { error, count: this.#failures });
  }
}

function toBytes(message: string | Buffer | ArrayBuffer): Uint8Array {
  if (typeof message === 'string') return Buffer.from(message, 'utf8');
  return message instanceof ArrayBuffer ? new Uint8Array(message) : message;
}
