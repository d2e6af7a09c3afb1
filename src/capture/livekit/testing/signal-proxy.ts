import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy before a LiveKit server's signalling; the media goes around it. `cut` breaks the websockets
 * and nothing else.
 */
export class SignalProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #refusing = false;
  /** Connections that were passed on. */
  passed = 0;

  private constructor(targetPort: number, knowsV1: boolean) {
    this.#server = createServer((client) => {
      this.#sockets.add(client);
      client.on('error', () => undefined);
      client.on('close', () => this.#sockets.delete(client));
      if (this.#refusing) client.destroy();
      else {
        client.once('data', (head: Buffer) => {
          if (!knowsV1 && head.toString('latin1').startsWith('GET /rtc/v1')) {
            client.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
          } else this.#pass(client, targetPort, head);
        });
      }
    });
  }

  /** @param knowsV1 false: `/rtc/v1` answers 404, as servers before 1.9.10 do */
  static async start(targetPort: number, knowsV1 = true): Promise<SignalProxy> {
    const proxy = new SignalProxy(targetPort, knowsV1);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks all connections. @param refuse further ones too, until `restore` */
  cut(refuse: boolean): void {
    this.#refusing = refuse;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  restore(): void {
    this.#refusing = false;
  }

  async stop(): Promise<void> {
    this.cut(true);
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(client: Socket, targetPort: number, head: Buffer): void {
    this.passed += 1;
    const server = connect({ host: '127.0.0.1', port: targetPort });
    this.#sockets.add(server);
    server.on('error', () => client.destroy());
    server.on('close', () => {
      this.#sockets.delete(server);
      client.destroy();
    });
    client.on('close', () => server.destroy());
    server.write(head);
    client.pipe(server).pipe(client);
  }
}
