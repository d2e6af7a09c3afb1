/** A TCP relay before a server: its connections can be cut, refused, or held up in silence. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** `pass`; `refuse`: connections are reset; `silent`: nothing gets through and nothing is closed. */
export type TcpMode = 'pass' | 'refuse' | 'silent';

export class TcpRelay {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #waiting = new Set<Socket>();
  #mode: TcpMode = 'pass';

  private constructor(targetPort: number) {
    this.#server = createServer((client) => {
      client.on('error', () => undefined);
      if (this.#mode === 'refuse') client.resetAndDestroy();
      else if (this.#mode === 'silent') this.#waiting.add(client);
      else this.#join(client, targetPort);
    });
  }

  static async start(targetPort: number): Promise<TcpRelay> {
    const relay = new TcpRelay(targetPort);
    await new Promise<void>((resolve) => {
      relay.#server.listen(0, '127.0.0.1', resolve);
    });
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `refuse` breaks what is open; what waited in silence is broken when the silence ends. */
  set(mode: TcpMode): void {
    this.#mode = mode;
    if (mode === 'refuse') this.cut();
    for (const pair of this.#pairs) {
      for (const socket of pair) {
        if (mode === 'silent') socket.pause();
        else socket.resume();
      }
    }
    if (mode === 'silent') return;
    for (const socket of this.#waiting) socket.resetAndDestroy();
    this.#waiting.clear();
  }

  /** Breaks what is open; new connections are as the mode says. */
  cut(): void {
    for (const [client, server] of this.#pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  async stop(): Promise<void> {
    this.set('refuse');
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, targetPort: number): void {
    const server = connect(targetPort, '127.0.0.1');
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    server.on('error', () => client.resetAndDestroy());
    client.pipe(server);
    server.pipe(client);
    for (const socket of pair) {
      socket.on('close', () => {
        this.#pairs.delete(pair);
        client.destroy();
        server.destroy();
      });
    }
  }
}
