/**
 * A stand-in for the SyncFlow server: as strict and as strange as the original (fixtures/README.md),
 * with rooms on a real LiveKit server and announcements through a real RabbitMQ broker. In memory.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { answer, callNameOf } from './api.ts';
import type { Answer } from './api.ts';
import { Backend } from './backend.ts';
import { answerControl, isControl } from './control.ts';
import { NoAnswerError } from './errors.ts';
import { Faults } from './faults.ts';
import { standInOptionsSchema } from './options.ts';
import type { StandInConfig, StandInOptions } from './options.ts';
import { apiRequest } from './request.ts';
import { RequestLog } from './request-log.ts';
import type { BrokerCallback, LoggedRequest } from './request-log.ts';
import { Store } from './store.ts';
import type { Project } from './store.ts';
import { summarizeState } from './state.ts';
import type { StandInState } from './state.ts';

/** Starts it. @throws Error when the port is taken or the broker cannot be reached */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const standIn = new StandIn(standInOptionsSchema.parse(options));
  await standIn.start();
  return standIn;
}

export class StandIn {
  readonly faults: Faults;
  /** SyncFlow's database. Tests may put rows into it that only LiveKit's egress could make. */
  readonly store: Store;
  readonly config: StandInConfig;
  readonly #log = new RequestLog();
  #port: number;
  #running: { readonly backend: Backend; readonly server: Server } | null = null;

  /** Use startStandIn. */
  constructor(config: StandInConfig) {
    this.config = config;
    this.#port = config.port;
    this.store = new Store(config.projects, Math.floor(Date.now() / 1_000));
    this.faults = new Faults(() => this.#backend());
  }

  /** The API's base, without a trailing slash (SyncFlow answers 404 to `//`). */
  get url(): string {
    return `http://${this.config.host}:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** In the order of the options, with the ids that were made. */
  get projects(): readonly Project[] {
    return [...this.store.projects.values()];
  }

  /** Calls that were answered or dropped, oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#log.requests;
  }

  /** The broker's questions, oldest first. They hold tokens: never print them. */
  get brokerCallbacks(): readonly BrokerCallback[] {
    return this.#log.brokerCallbacks;
  }

  state(): StandInState {
    return summarizeState(this.#backend(), this.#log);
  }

  async start(): Promise<void> {
    const backend = await Backend.start(this.config, this.store, () => this.faults.settings);
    const server = createServer((incoming, outgoing) => {
      void this.#serve(backend, incoming, outgoing);
    });
    try {
      this.#port = await listen(server, this.#port, this.config.host);
    } catch (error) {
      await backend.stop();
      throw error;
    }
    this.#running = { backend, server };
  }

  /** Stops answering and leaves all rooms. The rooms stay until LiveKit closes them. */
  async close(): Promise<void> {
    if (this.#running === null) return;
    const { backend, server } = this.#running;
    this.#running = null;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await backend.stop();
  }

  /**
   * As when SyncFlow's server is started again: the database is as it was, the listeners are gone, so
   * Started sessions stay Started for ever; the broker's exchange is declared again.
   */
  async restart(): Promise<void> {
    await this.close();
    await this.start();
  }

  async #serve(
    backend: Backend,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    if (isControl(incoming)) {
      send(outgoing, await answerControl(this, incoming));
      return;
    }
    const request = apiRequest(incoming);
    const call = callNameOf(request);
    try {
      const reply = await answer(backend, request);
      this.#log.add(request, call, reply.status, reply.body);
      send(outgoing, reply);
    } catch (error) {
      this.#log.add(request, call, null, '');
      incoming.socket.destroy();
      if (!(error instanceof NoAnswerError)) console.error('stand-in:', error);
    }
  }

  #backend(): Backend {
    if (this.#running === null) throw new Error('the stand-in is closed');
    return this.#running.backend;
  }
}

function send(outgoing: ServerResponse, { status, contentType, body }: Answer): void {
  outgoing.writeHead(status, {
    'content-length': Buffer.byteLength(body),
    ...(contentType === null ? {} : { 'content-type': contentType }),
  });
  outgoing.end(body);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
