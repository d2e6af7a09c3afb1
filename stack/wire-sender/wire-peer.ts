/** The one peer connection of a `WireParticipant`: it offers, and opens LiveKit's three channels. */
import {
  SessionDescription,
  SignalRequest,
  SignalTarget,
  TrickleRequest,
  type SignalResponse,
} from '@livekit/protocol';
import nodeDataChannel, { type DataChannel, type PeerConnection } from 'node-datachannel';
import { z } from 'zod';

export type ChannelLabel = '_reliable' | '_lossy' | '_data_track';

const OPEN_WITHIN_MS = 20_000;
const labels = ['_reliable', '_lossy', '_data_track'] as const;

interface Candidate {
  readonly candidate: string;
  readonly mid: string;
}

const candidateSchema = z.object({ candidate: z.string(), sdpMid: z.string().nullish() });

export class WirePeer {
  /** Resolves when all channels are open. */
  readonly open: Promise<void>;
  readonly #send: (request: SignalRequest) => void;
  readonly #connection: PeerConnection;
  /** The wrappers have to be kept, or their callbacks are collected with them. */
  readonly #channels = new Map<ChannelLabel, DataChannel>();
  /** The server's candidates that came before its answer, and ours until then. */
  #early: Candidate[] | null = [];
  #held: Candidate[] = [];
  #resolveOpen: () => void = () => undefined;
  #rejectOpen: (error: unknown) => void = () => undefined;

  constructor(send: (request: SignalRequest) => void) {
    this.#send = send;
    this.open = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error('the data channels did not open'));
      }, OPEN_WITHIN_MS);
      this.#resolveOpen = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#rejectOpen = (error) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      };
    });
    // Heard by whoever awaits it; joining may fail before.
    this.open.catch(() => undefined);
    this.#connection = new nodeDataChannel.PeerConnection('sender', {
      iceServers: [],
      disableAutoNegotiation: true,
    });
    this.#connection.onLocalDescription((sdp) => {
      const value = new SessionDescription({ type: 'offer', sdp });
      send(new SignalRequest({ message: { case: 'offer', value } }));
    });
    this.#connection.onLocalCandidate((candidate, mid) => {
      const bare = { candidate: candidate.replace(/^a=/, ''), mid };
      if (this.#early === null) this.#sendCandidate(bare);
      else this.#held.push(bare);
    });
  }

  offer(): void {
    for (const label of labels) {
      const lossy = { unordered: true, maxRetransmits: 0 };
      const channel = this.#connection.createDataChannel(label, label === '_reliable' ? {} : lossy);
      this.#channels.set(label, channel);
      // The server's own answers and what others send; all of it of no concern here.
      channel.onMessage(() => undefined);
      channel.onOpen(() => {
        if (labels.every((one) => this.#channels.get(one)?.isOpen())) this.#resolveOpen();
      });
    }
    this.#connection.setLocalDescription('offer');
  }

  /** What the library refuses makes `open` fail; after that it does not matter any more. */
  take(response: SignalResponse): void {
    try {
      this.#take(response);
    } catch (error) {
      this.#rejectOpen(error);
    }
  }

  /**
   * The server gets our addresses only after its answer is taken: the library lets ICE go before it stores
   * the fingerprint that DTLS is checked by, and a server that connects in between is refused (seen on a
   * busy machine, node-datachannel 0.33.4).
   */
  #take({ message }: SignalResponse): void {
    if (message.case === 'answer') {
      this.#connection.setRemoteDescription(message.value.sdp, 'answer');
      for (const { candidate, mid } of this.#early ?? []) {
        this.#connection.addRemoteCandidate(candidate, mid);
      }
      this.#early = null;
      for (const candidate of this.#held.splice(0)) this.#sendCandidate(candidate);
    } else if (message.case === 'trickle' && message.value.target === SignalTarget.PUBLISHER) {
      const parsed = candidateSchema.parse(JSON.parse(message.value.candidateInit));
      const { candidate, sdpMid } = parsed;
      if (candidate === '') return;
      if (this.#early === null) this.#connection.addRemoteCandidate(candidate, sdpMid ?? '0');
      else this.#early.push({ candidate, mid: sdpMid ?? '0' });
    }
  }

  /** Bytes that wait to be sent, or for the server to acknowledge them. */
  get buffered(): number {
    let sum = 0;
    for (const channel of this.#channels.values()) sum += channel.bufferedAmount();
    return sum;
  }

  /** @throws Error when the channel is not open */
  send(label: ChannelLabel, bytes: Uint8Array): void {
    const channel = this.#channels.get(label);
    if (channel === undefined) throw new Error('not connected');
    channel.sendMessageBinary(bytes);
  }

  close(): void {
    this.#connection.close();
  }

  #sendCandidate({ candidate, mid }: Candidate): void {
    const value = new TrickleRequest({
      candidateInit: JSON.stringify({ candidate, sdpMid: mid, sdpMLineIndex: 0 }),
      target: SignalTarget.PUBLISHER,
    });
    this.#send(new SignalRequest({ message: { case: 'trickle', value } }));
  }
}
