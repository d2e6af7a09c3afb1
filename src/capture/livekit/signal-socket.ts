import { Ping, type Pong, SignalRequest, SignalResponse } from '@livekit/protocol';
import { WebSocket, type RawData } from 'ws';
import type { Log } from '../../shared/log.ts';
import type { Arrival, ServerTime } from '../ports.ts';
import { isAddressGone } from './own-address.ts';
import { keepingMarks } from './read-options.ts';

/** The upgrade and the server's first word. */
const OPEN_TIMEOUT_MS = 10_000;
/** Both as the server suggests in its join response. It does not enforce them. */
const PING_EVERY_MS = 5_000;
const PONG_TIMEOUT_MS = 15_000;
const ADDRESS_EVERY_MS = 1_000;
/** Far above what a room of thousands needs. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

export interface SignalSocketOptions {
  readonly url: URL;
  readonly token: string;
  readonly log: Log;
  readonly now: () => Arrival;
  readonly onServerTime: (time: ServerTime) => void;
  /** Every message in its order, the first included. Anything thrown is caught. */
  readonly onResponse: (socket: SignalSocket, response: SignalResponse) => void;
  /** Once, when an open socket is lost; not after `close()`. */
  readonly onLost: (error: Error) => void;
}

/** The server has stopped answering, so the whole way to it is in doubt and not the websocket alone. */
export class NoPong extends Error {
  constructor() {
    super('no pong for 15 s');
  }
}

/** This computer has another address now: nothing that was connected from the old one hears anything. */
export class AddressGone extends Error {
  constructor() {
    super('the address that it was connected from is gone');
  }
}

/** The server answered the upgrade with an HTTP status instead. */
export class HttpRefusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** One websocket of the signalling protocol, with its pings. Never used twice. */
export class SignalSocket {
  readonly #options: SignalSocketOptions;
  readonly #socket: WebSocket;
  #pings: NodeJS.Timeout | undefined;
  #addressLooks: NodeJS.Timeout | undefined;
  /** Where it is connected from. */
  #own: string | undefined;
  #lastPong = 0;
  /** The last ping and when it went out. */
  #asked: { readonly timestamp: bigint; readonly at: Arrival } | undefined;
  #closed = false;
  /** Settles `open()`; gone once it has. */
  #opened: ((error: Error | null) => void) | undefined;

  private constructor(options: SignalSocketOptions) {
    this.#options = options;
    // The token goes into a header and not into the URL, where proxies would log it.
    this.#socket = new WebSocket(options.url, {
      headers: { authorization: `Bearer ${options.token}` },
      handshakeTimeout: OPEN_TIMEOUT_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
    });
    // Before `open`: the join response can come with the upgrade and would be lost (measured).
    this.#socket.on('message', (data, isBinary) => {
      this.#receive(data, isBinary);
    });
    this.#socket.on('upgrade', (response) => {
      this.#own = response.socket.localAddress;
    });
    // The body of a refusal echoes the token (measured): only its status is read.
    this.#socket.on('unexpected-response', (request, response) => {
      request.destroy();
      this.#fail(new HttpRefusal(response.statusCode ?? 0));
    });
    this.#socket.on('error', (error) => {
      this.#fail(error);
    });
    this.#socket.on('close', (code) => {
      this.#fail(new Error(`websocket closed with ${code}`));
    });
  }

  /**
   * Opens a socket; resolves when the server's first message has been handed to `onResponse`.
   * @throws HttpRefusal, or Error when nothing came of it
   */
  static async open(options: SignalSocketOptions, abort: AbortSignal): Promise<SignalSocket> {
    abort.throwIfAborted();
    const socket = new SignalSocket(options);
    const giveUp = (): void => {
      socket.#fail(new Error('given up'));
    };
    const timer = setTimeout(() => {
      socket.#fail(new Error('no answer within 10 s'));
    }, OPEN_TIMEOUT_MS);
    abort.addEventListener('abort', giveUp, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.#opened = (error) => {
          if (error === null) resolve();
          else reject(error);
        };
      });
    } finally {
      clearTimeout(timer);
      abort.removeEventListener('abort', giveUp);
    }
    socket.#startPings();
    return socket;
  }

  /** Sends if the socket is still open; a lost request is as if the socket had been lost earlier. */
  send(request: SignalRequest): void {
    if (this.#closed || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(request.toBinary());
  }

  /** Closes without a word; `onLost` is not called. */
  close(): void {
    if (this.#closed) return;
    this.#end();
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(1000);
    else this.#socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#closed || !isBinary) return;
    try {
      const response = SignalResponse.fromBinary(asBytes(data), keepingMarks);
      if (response.message.case === 'pongResp') this.#onPong(response.message.value);
      this.#options.onResponse(this, response);
    } catch (error) {
      this.#options.log.warn('a signalling message could not be handled', { error });
    } finally {
      this.#settle(null);
    }
  }

  #onPong({ lastPingTimestamp, timestamp }: Pong): void {
    this.#lastPong = performance.now();
    const asked = this.#asked;
    if (asked?.timestamp !== lastPingTimestamp || timestamp <= 0n) return;
    this.#asked = undefined;
    const { now, onServerTime } = this.#options;
    onServerTime({ asked: asked.at, answered: now(), serverMs: Number(timestamp) });
  }

  #startPings(): void {
    if (this.#closed) return;
    this.#lastPong = performance.now();
    // One at once, so that short recordings know the server's clock as well.
    this.#ping();
    this.#pings = setInterval(() => {
      if (performance.now() - this.#lastPong > PONG_TIMEOUT_MS) {
        this.#fail(new NoPong());
        return;
      }
      this.#ping();
    }, PING_EVERY_MS);
    this.#addressLooks = setInterval(() => {
      if (this.#own !== undefined && isAddressGone(this.#own)) this.#fail(new AddressGone());
    }, ADDRESS_EVERY_MS);
  }

  #ping(): void {
    const at = this.#options.now();
    const timestamp = at.wall / 1_000_000n;
    this.#asked = { timestamp, at };
    const ping = new Ping({ timestamp });
    this.send(new SignalRequest({ message: { case: 'pingReq', value: ping } }));
  }

  #fail(error: Error): void {
    if (this.#closed) return;
    this.#end();
    this.#socket.terminate();
    if (!this.#settle(error)) this.#options.onLost(error);
  }

  /** False when `open()` has been settled before. */
  #settle(error: Error | null): boolean {
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.(error);
    return opened !== undefined;
  }

  #end(): void {
    this.#closed = true;
    clearInterval(this.#pings);
    clearInterval(this.#addressLooks);
  }
}

function asBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
