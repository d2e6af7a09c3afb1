/**
 * A small HTTP server for whoever watches the recorder: `/healthz` (does it live), `/readyz` (would a
 * session that begins now be recorded), `/metrics` (Prometheus). It tells no secret and takes no order.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { EngineSnapshot } from '../../shared/snapshot.ts';
import type { Manifest } from '../recording/manifest.ts';
import { Metrics } from './metrics.ts';
import { isLoopback, type MonitorAddress } from './monitor-address.ts';
import { whyNotReady } from './readiness.ts';

const REQUEST_LIMIT_MS = 10_000;

export interface MonitorOptions {
  readonly address: MonitorAddress;
  readonly version: string;
  readonly snapshot: () => EngineSnapshot;
  readonly log: Log;
}

export class Monitor {
  readonly #options: MonitorOptions;
  readonly #metrics: Metrics;
  readonly #server: Server;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#metrics = new Metrics(options.version, options.snapshot);
    this.#server = createServer({ requestTimeout: REQUEST_LIMIT_MS }, (request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        options.log.error('the monitor could not answer', { error });
        reply(response, 500, 'text/plain', 'failed\n');
      });
    });
  }

  /** @returns The port that it listens on. @throws RecorderError `monitor-port` */
  async start(): Promise<number> {
    const { host, port } = this.#options.address;
    try {
      this.#server.listen(port, host);
      await once(this.#server, 'listening');
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new RecorderError('monitor-port', `The monitor cannot listen: ${why}`, { cause });
    }
    return (this.#server.address() as AddressInfo).port;
  }

  finalised(manifest: Manifest): void {
    this.#metrics.finalised(manifest);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      reply(response, 405, 'text/plain', 'GET only\n');
      return;
    }
    if (!this.#isAddressed(request.headers.host ?? '')) {
      reply(response, 421, 'text/plain', 'not for this host\n');
      return;
    }
    const { version, snapshot } = this.#options;
    switch ((request.url ?? '').split('?')[0]) {
      case '/healthz':
        replyJson(response, 200, { status: 'ok', version });
        return;
      case '/readyz': {
        const missing = whyNotReady(snapshot());
        replyJson(response, missing.length === 0 ? 200 : 503, {
          ready: missing.length === 0,
          missing,
        });
        return;
      }
      case '/metrics':
        reply(response, 200, this.#metrics.contentType, await this.#metrics.text());
        return;
      default:
        reply(response, 404, 'text/plain', '/healthz, /readyz, /metrics\n');
    }
  }

  /** A page in a browser on this computer must not read it under a name of its own (DNS rebinding). */
  #isAddressed(hostHeader: string): boolean {
    if (!isLoopback(this.#options.address.host)) return true;
    const host = hostHeader.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    return isLoopback(host);
  }
}

function replyJson(response: ServerResponse, status: number, body: unknown): void {
  reply(response, status, 'application/json', `${JSON.stringify(body)}\n`);
}

function reply(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
