import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Passes TCP connections on to a server and keeps what that server sends. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #parts: Buffer[] = [];

  static start(host: string, port: number): Promise<Relay> {
    const relay = new Relay(host, port);
    return new Promise((resolve, reject) => {
      relay.#server.once('error', reject);
      relay.#server.listen(0, '127.0.0.1', () => {
        resolve(relay);
      });
    });
  }

  private constructor(host: string, port: number) {
    this.#server = createServer((near) => {
      const far = connect(port, host);
      far.on('data', (part) => this.#parts.push(part));
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.pipe(other);
        socket.on('error', () => other.destroy());
      }
    });
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the relay is closed');
    return address.port;
  }

  /** Everything that the server has sent. */
  get received(): Buffer {
    return Buffer.concat(this.#parts);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
