import type { Duplex } from 'node:stream';

/** Both end together, and stand in `open` until then. Nothing is piped. */
export function tie(client: Duplex, server: Duplex, open: Set<Duplex>): void {
  for (const socket of [client, server]) {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      client.destroy();
      server.destroy();
    });
  }
}

/** What one says goes to the other. */
export function pipeBoth(client: Duplex, server: Duplex): void {
  client.pipe(server);
  server.pipe(client);
}
