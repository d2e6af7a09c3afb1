import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignalRequest, SignalResponse } from '@livekit/protocol';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { splitCandidates } from '../bridge-candidates.ts';

/**
 * Signalling before a LiveKit server that hides all media addresses, both ways, from the first
 * connections: they join, and no media comes about, as behind a strict firewall.
 */
export class BlindProxy {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  #left: number;

  private constructor(target: string, blind: number) {
    this.#left = blind;
    this.#http = createServer();
    this.#http.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        this.#left -= 1;
        const { authorization } = request.headers;
        const headers = authorization === undefined ? {} : { authorization };
        const server = new WebSocket(`${target}${request.url ?? ''}`, { headers });
        join(client, server, this.#left >= 0);
      });
    });
  }

  /** @param blind so many connections see no media */
  static async start(target: string, blind: number): Promise<BlindProxy> {
    const proxy = new BlindProxy(target, blind);
    await new Promise<void>((resolve) => proxy.#http.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}

function join(client: WebSocket, server: WebSocket, blind: boolean): void {
  const early: RawData[] = [];
  client.on('message', (data) => {
    if (blind && isTrickle(data)) return;
    if (server.readyState === WebSocket.OPEN) server.send(data);
    else early.push(data);
  });
  server.on('open', () => {
    for (const data of early.splice(0)) server.send(data);
  });
  server.on('message', (data) => {
    const seen = blind ? withoutAddresses(data) : data;
    if (seen !== null) client.send(seen);
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('close', () => {
      other.terminate();
    });
    one.on('error', () => {
      other.terminate();
    });
  }
}

function isTrickle(data: RawData): boolean {
  return SignalRequest.fromBinary(bytesOf(data)).message.case === 'trickle';
}

function withoutAddresses(data: RawData): Uint8Array | null {
  const response = SignalResponse.fromBinary(bytesOf(data));
  const { message } = response;
  if (message.case === 'trickle') return null;
  if (message.case === 'answer' || message.case === 'offer') {
    message.value.sdp = splitCandidates(message.value.sdp).sdp;
  }
  return response.toBinary();
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
