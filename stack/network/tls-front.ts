/** TLS before a server that speaks without: as a proxy in front of it would. */
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { CertificateFiles } from '../services/certificates.ts';

export class TlsFront {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor({ certificate, key }: CertificateFiles, targetPort: number) {
    const secrets = { cert: readFileSync(certificate), key: readFileSync(key) };
    this.#server = createServer(secrets, (client) => {
      const server = connect(targetPort, '127.0.0.1');
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          client.destroy();
          server.destroy();
        });
      }
      client.pipe(server);
      server.pipe(client);
    });
    // A client that does not like the certificate says so.
    this.#server.on('tlsClientError', () => undefined);
  }

  static async start(files: CertificateFiles, targetPort: number): Promise<TlsFront> {
    const front = new TlsFront(files, targetPort);
    await new Promise<void>((resolve) => {
      front.#server.listen(0, '127.0.0.1', resolve);
    });
    return front;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
