/** A relay before a LiveKit server's signalling that understands it: it cuts, hushes, changes, adds. */
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { SignalRequest, SignalResponse } from '@livekit/protocol';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { throughRelay, withoutCandidates } from './candidates.ts';

/** `pass`; `refuse`: connections are reset; `silent`: nothing gets through and nothing is closed. */
export type RelayMode = 'pass' | 'refuse' | 'silent';

export interface SignalRelayOptions {
  readonly serverPort: number;
  /** Where the media is to go instead of the server's own UDP port. */
  readonly media?: { readonly from: number; readonly to: number };
  /** What of a response reaches the client: it, something else, bytes of any kind, or nothing. */
  readonly change?: (response: SignalResponse) => SignalResponse | Uint8Array | null;
}

interface Line {
  readonly client: WebSocket;
  readonly server: WebSocket;
}

export class SignalRelay {
  readonly #options: SignalRelayOptions;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #lines = new Set<Line>();
  readonly #waiting = new Set<Duplex>();
  #mode: RelayMode = 'pass';
  /** Connections that the server accepted. */
  opened = 0;

  private constructor(options: SignalRelayOptions) {
    this.#options = options;
    this.#http = createServer((incoming, answer) => {
      // What SDKs ask before or after they open a websocket.
      if (this.#mode === 'silent') return;
      const onward = httpRequest(
        { port: options.serverPort, path: incoming.url, headers: incoming.headers },
        (response) => {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(answer);
        },
      );
      onward.on('error', () => answer.destroy());
      onward.end();
    });
    this.#http.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => undefined);
      if (this.#mode === 'refuse') socket.destroy();
      else if (this.#mode === 'silent') this.#waiting.add(socket);
      else this.#connect(incoming, socket, head);
    });
  }

  static async start(options: SignalRelayOptions): Promise<SignalRelay> {
    const relay = new SignalRelay(options);
    await new Promise<void>((resolve) => {
      relay.#http.listen(0, '127.0.0.1', resolve);
    });
    return relay;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** `refuse` breaks what is open; what was lost in silence stays lost. */
  set(mode: RelayMode): void {
    this.#mode = mode;
    if (mode === 'refuse') this.cut();
    if (mode === 'pass') for (const socket of this.#waiting) socket.destroy();
  }

  /** Breaks what is open; new connections are as the mode says. */
  cut(): void {
    for (const { client, server } of this.#lines) {
      client.terminate();
      server.terminate();
    }
  }

  /** Says something to every client, as if the server had. */
  inject(response: SignalResponse): void {
    this.injectBytes(response.toBinary());
  }

  /** The same with anything at all. */
  injectBytes(bytes: Uint8Array): void {
    for (const { client } of this.#lines) client.send(bytes);
  }

  async stop(): Promise<void> {
    this.set('refuse');
    for (const socket of this.#waiting) socket.destroy();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #connect(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { serverPort } = this.#options;
    const { authorization } = incoming.headers;
    const server = new WebSocket(`ws://127.0.0.1:${serverPort}${incoming.url ?? '/'}`, {
      headers: authorization === undefined ? {} : { authorization },
      perMessageDeflate: false,
    });
    // The first message can come with the upgrade.
    const early: RawData[] = [];
    const keep = (data: RawData): unknown => early.push(data);
    server.on('message', keep);
    server.on('error', () => socket.destroy());
    server.on('unexpected-response', (_request, response) => {
      socket.end(`HTTP/1.1 ${response.statusCode ?? 502} x\r\ncontent-length: 0\r\n\r\n`);
    });
    server.on('open', () => {
      this.#sockets.handleUpgrade(incoming, socket, head, (client) => {
        this.opened += 1;
        server.off('message', keep);
        this.#join({ client, server });
        for (const data of early) this.#toClient(client, data);
      });
    });
  }

  #join(line: Line): void {
    const { client, server } = line;
    this.#lines.add(line);
    server.on('message', (data) => {
      this.#toClient(client, data);
    });
    client.on('message', (data) => {
      this.#toServer(server, data);
    });
    client.on('error', () => undefined);
    client.on('close', () => {
      this.#lines.delete(line);
      if (this.#mode !== 'silent') server.terminate();
    });
    server.on('close', (code) => {
      this.#lines.delete(line);
      if (this.#mode !== 'silent') client.close(code === 1005 || code === 1006 ? 1000 : code);
    });
  }

  #toClient(client: WebSocket, data: RawData): void {
    if (this.#mode === 'silent' || client.readyState !== WebSocket.OPEN) return;
    const { media, change } = this.#options;
    const said = SignalResponse.fromBinary(bytesOf(data));
    const response = media === undefined ? said : throughRelay(said, media.from, media.to);
    if (response === null) return;
    const changed = change === undefined ? response : change(response);
    if (changed === null) return;
    client.send(changed instanceof SignalResponse ? changed.toBinary() : changed);
  }

  #toServer(server: WebSocket, data: RawData): void {
    if (this.#mode === 'silent' || server.readyState !== WebSocket.OPEN) return;
    const request = SignalRequest.fromBinary(bytesOf(data));
    const changed = this.#options.media === undefined ? request : withoutCandidates(request);
    if (changed !== null) server.send(changed.toBinary());
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
