/**
 * A participant that only stays in its room: SyncFlow's hidden `room_listener`. Signalling alone is not
 * enough (after 60 s the server ends it with JOIN_FAILURE, measured with 1.13.5), so it opens a
 * connection with one data channel of its own. It has none of LiveKit's channels, so the server sends
 * it no data and it costs nothing under load. Must live in a process's main thread (node-datachannel).
 */
import {
  ClientInfo,
  ClientInfo_SDK,
  ConnectionSettings,
  DisconnectReason,
  JoinRequest,
  SignalRequest,
  SignalResponse,
  WrappedJoinRequest,
} from '@livekit/protocol';
import { PeerConnection } from 'node-datachannel';
import { WebSocket } from 'ws';
import { z } from 'zod';

const PING_MS = 5_000;
const CONNECT_MS = 10_000;
const candidateSchema = z.object({ candidate: z.string(), sdpMid: z.string().nullish() });

/** How it ended: told to leave by the server, lost the server, or closed by us. */
export type Ending =
  { readonly how: 'left'; readonly reason: DisconnectReason } | { readonly how: 'lost' | 'closed' };

export class SilentParticipant {
  readonly ended: Promise<Ending>;
  readonly #socket: WebSocket;
  readonly #ping: NodeJS.Timeout;
  #peer: PeerConnection | null = null;
  #end: (ending: Ending) => void = () => undefined;
  #connected: () => void = () => undefined;

  /**
   * Resolves when the server counts it as ACTIVE, or has sent it out already.
   * @param stopped makes it leave, now or later
   * @throws Error when it cannot join
   */
  static async join(url: string, token: string, stopped: AbortSignal): Promise<SilentParticipant> {
    const participant = new SilentParticipant(url, token);
    const close = (): void => {
      participant.close();
    };
    stopped.addEventListener('abort', close, { once: true });
    void participant.ended.then(() => {
      stopped.removeEventListener('abort', close);
    });
    try {
      await participant.#untilConnected();
    } catch (error) {
      participant.close();
      throw error;
    }
    return participant;
  }

  private constructor(url: string, token: string) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#socket = new WebSocket(
      `${url}/rtc/v1?access_token=${token}&join_request=${joinRequest()}`,
    );
    this.#socket.binaryType = 'nodebuffer';
    this.#socket.on('message', (data) => {
      try {
        if (Buffer.isBuffer(data)) this.#receive(SignalResponse.fromBinary(data));
      } catch {
        this.#finish({ how: 'lost' });
      }
    });
    this.#socket.on('close', () => {
      this.#finish({ how: 'lost' });
    });
    this.#ping = setInterval(() => {
      this.#send({ message: { case: 'pingReq', value: { timestamp: BigInt(Date.now()) } } });
    }, PING_MS);
  }

  /** Leaves the room. */
  close(): void {
    const reason = DisconnectReason.CLIENT_INITIATED;
    this.#send({ message: { case: 'leave', value: { reason } } });
    this.#finish({ how: 'closed' });
  }

  #untilConnected(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no connection to the room within ${CONNECT_MS} ms`));
      }, CONNECT_MS);
      this.#connected = () => {
        clearTimeout(timer);
        resolve();
      };
      // Sent out before it was connected, which is an end like any other; lost is not.
      void this.ended.then(({ how }) => {
        clearTimeout(timer);
        if (how === 'left') resolve();
        else reject(new Error('the LiveKit server closed the connection'));
      });
      // The text of this error would repeat the URL with the token.
      this.#socket.on('error', () => {
        clearTimeout(timer);
        reject(new Error('the LiveKit server refused the connection'));
      });
    });
  }

  #receive({ message }: SignalResponse): void {
    if (message.case === 'join') this.#offer();
    else if (message.case === 'answer')
      this.#peer?.setRemoteDescription(message.value.sdp, 'answer');
    else if (message.case === 'trickle') this.#addCandidate(message.value.candidateInit);
    else if (message.case === 'leave') this.#finish({ how: 'left', reason: message.value.reason });
  }

  #offer(): void {
    const peer = new PeerConnection('room_listener', { iceServers: [] });
    this.#peer = peer;
    peer.onLocalDescription((sdp, type) => {
      this.#send({ message: { case: 'offer', value: { sdp, type, id: 1 } } });
    });
    peer.onStateChange((state) => {
      if (state === 'connected') this.#connected();
    });
    // Not one of LiveKit's labels; it only makes the offer one that can be connected.
    peer.createDataChannel('idle');
  }

  #addCandidate(text: string): void {
    const { candidate, sdpMid } = candidateSchema.parse(JSON.parse(text));
    this.#peer?.addRemoteCandidate(candidate, sdpMid ?? '0');
  }

  /** Never throws: it is called from native callbacks, where a throw ends the process. */
  #send(request: ConstructorParameters<typeof SignalRequest>[0]): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(new SignalRequest(request).toBinary());
  }

  #finish(ending: Ending): void {
    clearInterval(this.#ping);
    this.#peer?.close();
    this.#peer = null;
    this.#socket.close();
    this.#end(ending);
  }
}

/** The server wants URL-safe base64 with its padding (measured, 1.13.5). */
function joinRequest(): string {
  const join = new JoinRequest({
    clientInfo: new ClientInfo({ sdk: ClientInfo_SDK.GO, version: '2.4.0', protocol: 16 }),
    connectionSettings: new ConnectionSettings({ autoSubscribe: false }),
  });
  const wrapped = new WrappedJoinRequest({ joinRequest: join.toBinary() });
  const base64 = Buffer.from(wrapped.toBinary()).toString('base64');
  return encodeURIComponent(base64.replaceAll('+', '-').replaceAll('/', '_'));
}
