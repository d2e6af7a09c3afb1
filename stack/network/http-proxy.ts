/**
 * A proxy as schools and companies have them: tunnels for TLS (CONNECT), whole addresses for plain HTTP.
 * It is also the only one that knows the names of its network: each leads to a port of this computer.
 */
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeBoth, tie } from './join-sockets.ts';

export interface HttpProxyOptions {
  /** The port of 127.0.0.1 behind a name of this network; null: there is none, 502. */
  readonly portOf: (host: string, port: number) => number | null;
  /** `name:password`; without one it lets everybody through. */
  readonly login?: string;
}

export class HttpProxy {
  readonly #server: Server;
  readonly #options: HttpProxyOptions;
  readonly #sockets = new Set<Duplex>();
  /** `tunnel HOST:PORT` or `METHOD HOST:PORT` of each request that was let through, oldest first. */
  readonly passed: string[] = [];
  /** Requests without the right login. */
  refused = 0;

  private constructor(options: HttpProxyOptions) {
    this.#options = options;
    this.#server = createServer((incoming, answer) => {
      this.#forward(incoming, answer);
    });
    this.#server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
      this.#tunnel(incoming, client, head);
    });
  }

  static async start(options: HttpProxyOptions): Promise<HttpProxy> {
    const proxy = new HttpProxy(options);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  /** @param login `name:password` to come with */
  address(login?: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${login === undefined ? '' : `${login}@`}127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #tunnel(incoming: IncomingMessage, client: Duplex, head: Buffer): void {
    const { hostname, port } = new URL(`http://${incoming.url ?? ''}`);
    const target = this.#target(incoming, 'tunnel', hostname, Number(port === '' ? '80' : port));
    if (typeof target !== 'number') {
      client.end(`HTTP/1.1 ${target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      return;
    }
    const server: Socket = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.write(head);
      pipeBoth(client, server);
    });
    tie(client, server, this.#sockets);
  }

  #forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method = '', url = '', headers } = incoming;
    incoming.on('error', () => undefined);
    if (!URL.canParse(url)) {
      answer.writeHead(400).end();
      return;
    }
    const { hostname, port, pathname, search } = new URL(url);
    const target = this.#target(incoming, method, hostname, Number(port === '' ? '80' : port));
    if (typeof target !== 'number') {
      incoming.resume();
      answer.writeHead(Number(target.slice(0, 3))).end();
      return;
    }
    const onward = httpRequest(
      { host: '127.0.0.1', port: target, method, path: `${pathname}${search}`, headers },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  }

  /** Where it goes, or the status that it is refused with. */
  #target(
    { headers }: IncomingMessage,
    what: string,
    host: string,
    port: number,
  ): number | `${number} ${string}` {
    const { login, portOf } = this.#options;
    const given = headers['proxy-authorization'];
    if (login !== undefined && given !== `Basic ${Buffer.from(login).toString('base64')}`) {
      this.refused += 1;
      return '407 Proxy Authentication Required';
    }
    const target = portOf(host, port);
    if (target === null) return '502 Bad Gateway';
    this.passed.push(`${what} ${host}:${port}`);
    return target;
  }
}
