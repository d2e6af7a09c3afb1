/** TLS before a server that speaks without: as a proxy in front of it would. */
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, type Server } from 'node:tls';
import { pipeBoth, tie } from './join-sockets.ts';
import type { CertificateFiles } from '../services/certificates.ts';

export class TlsFront {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor({ certificate, key }: CertificateFiles, targetPort: number) {
    const secrets = { cert: readFileSync(certificate), key: readFileSync(key) };
    this.#server = createServer(secrets, (client) => {
      const server = connect(targetPort, '127.0.0.1');
      tie(client, server, this.#sockets);
      pipeBoth(client, server);
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
