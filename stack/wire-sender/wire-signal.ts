/** The signalling websocket of a `WireParticipant`. */
import {
  ClientInfo,
  ClientInfo_SDK,
  ConnectionSettings,
  JoinRequest,
  LeaveRequest,
  Ping,
  SignalRequest,
  SignalResponse,
  WrappedJoinRequest,
} from '@livekit/protocol';
import { WebSocket } from 'ws';

const PING_EVERY_MS = 5_000;
const JOIN_WITHIN_MS = 20_000;

type Listener = (response: SignalResponse) => void;

export class WireSignal {
  /** Resolves at the server's join response. */
  readonly joined: Promise<void>;
  readonly #socket: WebSocket;
  readonly #listeners = new Set<Listener>();
  #pings: NodeJS.Timeout | undefined;
  #sid = '';

  private constructor(url: URL, token: string) {
    this.#socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
    this.#socket.binaryType = 'nodebuffer';
    // Before `open`: the join response can come with the upgrade.
    this.#socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.#take(SignalResponse.fromBinary(data));
    });
    this.joined = this.next(
      ({ message }) => (message.case === 'join' ? message.value : undefined),
      'the join response',
      JOIN_WITHIN_MS,
    ).then((join) => {
      this.#sid = join.participant?.sid ?? '';
    });
    // Heard by whoever awaits it; `open` may fail before.
    this.joined.catch(() => undefined);
  }

  /** @throws Error when the server refuses */
  static async open(server: string, token: string): Promise<WireSignal> {
    const url = new URL(`${server}/rtc/v1`);
    url.searchParams.set('join_request', joinRequest());
    const signal = new WireSignal(url, token);
    await new Promise<void>((resolve, reject) => {
      signal.#socket.once('open', () => {
        resolve();
      });
      signal.#socket.once('error', reject);
    });
    signal.#socket.on('error', () => undefined); // a server that is killed; the test knows
    signal.#pings = setInterval(() => {
      const value = new Ping({ timestamp: BigInt(Date.now()) });
      signal.send(new SignalRequest({ message: { case: 'pingReq', value } }));
    }, PING_EVERY_MS);
    return signal;
  }

  get sid(): string {
    return this.#sid;
  }

  onResponse(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** The first response from now on of which `pick` makes something. @throws Error naming `what` */
  next<T>(
    pick: (response: SignalResponse) => T | undefined,
    what: string,
    withinMs: number,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(listen);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`the server did not answer: ${what}`));
      }, withinMs);
      const listen = (response: SignalResponse): void => {
        const picked = pick(response);
        if (picked === undefined) return;
        end();
        resolve(picked);
      };
      this.#listeners.add(listen);
    });
  }

  send(request: SignalRequest): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(request.toBinary());
  }

  leave(): void {
    this.send(new SignalRequest({ message: { case: 'leave', value: new LeaveRequest() } }));
  }

  close(): void {
    clearInterval(this.#pings);
    this.#listeners.clear();
    this.#socket.close();
  }

  #take(response: SignalResponse): void {
    for (const listener of [...this.#listeners]) listener(response);
  }
}

/** base64url with padding: the server's decoder refuses it without (livekit-wire.md §1). */
function joinRequest(): string {
  const request = new JoinRequest({
    clientInfo: new ClientInfo({ sdk: ClientInfo_SDK.GO, version: '2.16.0', protocol: 16 }),
    connectionSettings: new ConnectionSettings({ autoSubscribe: false }),
  });
  const wrapped = new WrappedJoinRequest({ joinRequest: request.toBinary() }).toBinary();
  return Buffer.from(wrapped).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
