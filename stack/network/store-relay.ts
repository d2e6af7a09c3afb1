/** An HTTP relay before an S3 server that answers, or does not, as bad stores and networks do. */
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * unavailable: 503 SlowDown. reset: the connection is reset before anything was done. answer-lost: the
 * server does it, and the answer never comes. hang: neither an answer nor an end, until it is set back.
 */
export const storeFaults = ['unavailable', 'reset', 'answer-lost', 'hang'] as const;
export type StoreFault = (typeof storeFaults)[number];

export class StoreRelay {
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #hanging = new Set<IncomingMessage>();
  #fault: StoreFault | null = null;
  #share: () => boolean = () => true;
  /** Requests that met the fault. */
  faulted = 0;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#server = createServer((incoming, answer) => {
      this.#take(incoming, answer);
    });
  }

  static async start(targetPort: number): Promise<StoreRelay> {
    const relay = new StoreRelay(targetPort);
    await new Promise<void>((resolve) => {
      relay.#server.listen(0, '127.0.0.1', resolve);
    });
    return relay;
  }

  /** What a client is given; requests stay validly signed, because their `host` goes on unchanged. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @param concerns asked once for each request */
  set(fault: StoreFault | null, concerns: () => boolean = () => true): void {
    this.#fault = fault;
    this.#share = concerns;
    if (fault === 'hang') return;
    for (const incoming of this.#hanging) incoming.socket.destroy();
    this.#hanging.clear();
  }

  async stop(): Promise<void> {
    this.set(null);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(incoming: IncomingMessage, answer: ServerResponse): void {
    incoming.on('error', () => undefined);
    const fault = this.#fault;
    if (fault === null || !this.#share()) {
      this.#forward(incoming, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      return;
    }
    this.faulted += 1;
    switch (fault) {
      case 'unavailable':
        incoming.resume();
        incoming.once('end', () => {
          answer.writeHead(503, { 'content-type': 'application/xml' });
          answer.end('<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>');
        });
        return;
      case 'reset':
        incoming.socket.destroy();
        return;
      case 'answer-lost':
        this.#forward(incoming, (response) => {
          response.resume();
          incoming.socket.destroy();
        });
        return;
      case 'hang':
        this.#hanging.add(incoming);
        return;
    }
  }

  #forward(incoming: IncomingMessage, onAnswer: (response: IncomingMessage) => void): void {
    const { method, url, headers } = incoming;
    const onward = httpRequest(
      { port: this.#targetPort, host: '127.0.0.1', method, path: url, headers },
      onAnswer,
    );
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  }
}
