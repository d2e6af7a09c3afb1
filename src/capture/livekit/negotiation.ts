import {
  SessionDescription,
  SignalRequest,
  SignalTarget,
  TrickleRequest,
  type ICEServer,
  type SignalResponse,
} from '@livekit/protocol';
import { z } from 'zod';
import type { Log } from '../../shared/log.ts';
import { isUdpCandidate, splitCandidates } from './bridge-candidates.ts';
import { Bridges } from './bridges.ts';
import { Peer, type PeerHandlers } from './peer.ts';
import type { Transport } from './signal-url.ts';

const candidateSchema = z.object({ candidate: z.string(), sdpMid: z.string().nullish() });

export interface NegotiationOptions {
  readonly iceServers: readonly ICEServer[];
  readonly transport: Transport;
  /** Media goes over TCP, through a bridge. */
  readonly bridged: boolean;
  readonly send: (request: SignalRequest) => void;
  readonly handlers: Pick<PeerHandlers, 'onOpen' | 'onMessage' | 'onState'>;
  readonly log: Log;
}

/** The peer connection of one link, and the descriptions and candidates that bring it about. */
export class Negotiation {
  readonly #send: (request: SignalRequest) => void;
  /** v1: our offer makes the only peer connection. v0: the server's offer to its subscriber. */
  readonly #target: SignalTarget;
  readonly #peer: Peer;
  readonly #bridges: Bridges | null;
  #sawUdp = false;

  constructor({ iceServers, transport, bridged, send, handlers, log }: NegotiationOptions) {
    this.#send = send;
    this.#target = transport === 'v1' ? SignalTarget.PUBLISHER : SignalTarget.SUBSCRIBER;
    this.#peer = new Peer(
      bridged ? [] : iceServers,
      {
        ...handlers,
        onDescription: (type, sdp) => {
          const value = new SessionDescription({ type, sdp });
          send(new SignalRequest({ message: { case: type, value } }));
        },
        onCandidate: (candidate, mid) => {
          // The server would try them, and answer where nothing comes through.
          if (!bridged) this.#sendCandidate(candidate, mid);
        },
      },
      log,
    );
    this.#bridges = bridged
      ? new Bridges({
          onCandidate: (candidate) => {
            this.#peer.addCandidate(candidate, '0');
          },
          onGone: () => {
            handlers.onState('dead');
          },
          log,
        })
      : null;
    this.#peer.start(transport);
  }

  /** Whether the server has named an address that this connection can use. */
  get hasWay(): boolean {
    return this.#bridges?.any ?? this.#sawUdp;
  }

  /** Takes what concerns it and leaves the rest. @throws when a candidate is no JSON */
  receive({ message }: SignalResponse): void {
    if (message.case === 'offer' || message.case === 'answer') {
      this.#describe(message.case, message.value.sdp);
    } else if (message.case === 'trickle' && message.value.target === this.#target) {
      const parsed = candidateSchema.parse(JSON.parse(message.value.candidateInit));
      if (parsed.candidate !== '') this.#takeCandidate(parsed.candidate, parsed.sdpMid ?? '0');
    }
  }

  /** What is still queued natively is gone with this. */
  close(): void {
    this.#peer.close();
    this.#bridges?.close();
  }

  #describe(type: 'offer' | 'answer', sdp: string): void {
    const { sdp: bare, candidates } = splitCandidates(sdp);
    this.#peer.describe(type, this.#bridges === null ? sdp : bare);
    for (const candidate of candidates) {
      if (this.#bridges === null) this.#sawUdp ||= isUdpCandidate(candidate);
      else this.#bridges.take(candidate);
    }
  }

  #takeCandidate(candidate: string, mid: string): void {
    if (this.#bridges !== null) {
      this.#bridges.take(candidate);
      return;
    }
    this.#sawUdp ||= isUdpCandidate(candidate);
    this.#peer.addCandidate(candidate, mid);
  }

  #sendCandidate(candidate: string, sdpMid: string): void {
    const value = new TrickleRequest({
      candidateInit: JSON.stringify({ candidate, sdpMid, sdpMLineIndex: 0 }),
      target: this.#target,
    });
    this.#send(new SignalRequest({ message: { case: 'trickle', value } }));
  }
}
