/** A TCP relay before a server whose answers arrive late, and nothing else changes. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * As a long way to a server is, from the client's side: everything that the server says comes so many
 * milliseconds later, in order, and as fast as it was said. It reads nothing of what passes, so that it
 * costs a bench on the same machine as little as it can.
 */
export class LateRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Connections that were made. */
  connections = 0;

  private constructor(targetPort: number, latencyMs: number) {
    this.#server = createServer({ noDelay: true }, (client) => {
      this.connections += 1;
      this.#join(
        client,
        connect({ port: targetPort, host: '127.0.0.1', noDelay: true }),
        latencyMs,
      );
    });
  }

  static async start(targetPort: number, latencyMs: number): Promise<LateRelay> {
    const relay = new LateRelay(targetPort, latencyMs);
    await new Promise<void>((resolve) => {
      relay.#server.listen(0, '127.0.0.1', resolve);
    });
    return relay;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, server: Socket, latencyMs: number): void {
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    client.pipe(server);
    client.on('close', () => server.destroy());
    // Timers of one length end in the order in which they began.
    const later = (work: () => void): void => void setTimeout(work, latencyMs);
    server.on('data', (chunk: Buffer) => {
      later(() => {
        if (!client.destroyed) client.write(chunk);
      });
    });
    server.on('end', () => {
      later(() => client.end());
    });
    server.on('close', (hadError) => {
      if (hadError) later(() => client.destroy());
    });
  }
}
