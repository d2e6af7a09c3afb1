/** An HTTP relay before an S3 server that answers, or does not, as bad stores and networks do. */
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { operationOf, type StoreOperation } from './store-operation.ts';

/**
 * unavailable: 503 SlowDown. throttled: 429. failed: 500. failed-in-200: 200 with an error in its body,
 * nothing done. reset: the connection is reset before anything was done. answer-lost: the server does
 * it, and the answer never comes. hang: neither an answer nor an end, until it is set back.
 */
export const storeFaults = [
  'unavailable',
  'throttled',
  'failed',
  'failed-in-200',
  'reset',
  'answer-lost',
  'hang',
] as const;
/** forbidden: 403 AccessDenied, which needs a person; the others pass. */
export type StoreFault = (typeof storeFaults)[number] | 'forbidden';

/** A request as the relay saw it. */
export interface StoreRequest {
  readonly operation: StoreOperation;
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
}

export class StoreRelay {
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #hanging = new Set<IncomingMessage>();
  readonly #latencyMs: number;
  #fault: StoreFault | null = null;
  #concerns: (request: StoreRequest) => boolean = () => true;
  /** Requests that met the fault. */
  faulted = 0;
  /** Every request, oldest first, faulted ones among them. */
  readonly requests: StoreRequest[] = [];

  private constructor(targetPort: number, latencyMs: number) {
    this.#targetPort = targetPort;
    this.#latencyMs = latencyMs;
    this.#server = createServer((incoming, answer) => {
      this.#take(incoming, answer);
    });
  }

  /** @param latencyMs by which every answer is late */
  static async start(targetPort: number, latencyMs = 0): Promise<StoreRelay> {
    const relay = new StoreRelay(targetPort, latencyMs);
    await new Promise<void>((resolve) => {
      relay.#server.listen(0, '127.0.0.1', resolve);
    });
    return relay;
  }

  /** What a client is given; requests stay validly signed, because their `host` goes on unchanged. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many requests of an operation came. */
  count(operation: StoreOperation): number {
    return this.requests.filter((request) => request.operation === operation).length;
  }

  /** @param concerns which requests meet the fault; asked once for each */
  set(fault: StoreFault | null, concerns: (request: StoreRequest) => boolean = () => true): void {
    this.#fault = fault;
    this.#concerns = concerns;
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
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, operation: operationOf(method, url, headers) };
    this.requests.push(request);
    const fault = this.#fault;
    if (fault === null || !this.#concerns(request)) {
      this.#forward(incoming, (response) => {
        this.#later(() => {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(answer);
        });
      });
      return;
    }
    this.faulted += 1;
    switch (fault) {
      case 'unavailable':
        answerAfterBody(incoming, answer, 503, 'SlowDown');
        return;
      case 'throttled':
        answerAfterBody(incoming, answer, 429, 'TooManyRequests');
        return;
      case 'forbidden':
        answerAfterBody(incoming, answer, 403, 'AccessDenied');
        return;
      case 'failed':
        answerAfterBody(incoming, answer, 500, 'InternalError');
        return;
      case 'failed-in-200':
        answerAfterBody(incoming, answer, 200, 'InternalError');
        return;
      case 'reset':
        incoming.socket.resetAndDestroy();
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

  #later(work: () => void): void {
    if (this.#latencyMs === 0) work();
    else setTimeout(work, this.#latencyMs);
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

/** Says what the store would say, once the request is read: so the answer is never lost in a reset. */
function answerAfterBody(
  incoming: IncomingMessage,
  answer: ServerResponse,
  status: number,
  code: string,
): void {
  incoming.resume();
  incoming.once('end', () => {
    answer.writeHead(status, { 'content-type': 'application/xml' });
    answer.end(
      incoming.method === 'HEAD'
        ? undefined
        : `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>As told</Message></Error>`,
    );
  });
}
