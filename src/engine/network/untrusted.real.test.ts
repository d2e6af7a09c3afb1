/** Every way to a server, to one whose authority nobody named: none gives it a login or a file. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CertificateAuthority } from '../../../stack/services/certificates.ts';
import { viewOfError } from '../../shared/errors.ts';
import { LivekitRooms } from '../livekit/rooms.ts';
import { temporaryFolder } from '../state/testing.ts';
import { createS3Destination } from '../uploads/s3-destination.ts';
import { connectBroker } from './broker-connection.ts';
import { networkFault } from './network-fault.ts';

let folder: ReturnType<typeof temporaryFolder>;
let server: Server;
let port: number;
/** Everything that a client said once the connection was there. */
let heard = '';

beforeAll(async () => {
  folder = temporaryFolder('untrusted');
  const { certificate, key } = new CertificateAuthority(join(folder.path, 'theirs')).make(
    'localhost',
  );
  server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      heard += data.toString('latin1');
      socket.destroy();
    });
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => {
  server.close();
  folder.remove();
});

const ways: [string, () => Promise<unknown>][] = [
  [
    'the broker',
    () =>
      connectBroker({
        broker: { host: 'localhost', port, tls: true, vhost: 'syncflow' },
        plainHosts: [],
        what: 'The broker',
        login: () => ({ user: 'user', password: 'password' }),
        signal: AbortSignal.timeout(15_000),
      }),
  ],
  [
    'the bucket',
    async () => {
      const config = { accessKey: 'ak', secretKey: 'sk', bucket: 'b', region: 'r' };
      const destination = createS3Destination({
        config: { ...config, endpoint: `https://localhost:${port}` },
        plainHosts: [],
      });
      try {
        await destination.probe('probe.txt');
      } finally {
        destination.close();
      }
    },
  ],
  [
    'the rooms of LiveKit',
    () =>
      new LivekitRooms({
        url: `wss://localhost:${port}`,
        key: 'key',
        secret: 'a-secret-of-livekit-of-some-length',
        plainHosts: [],
      }).list(),
  ],
];

test.each(ways)('%s: a certificate of an unknown authority is refused', async (_what, connect) => {
  heard = '';
  const thrown: unknown = await connect().then(
    () => null,
    (error: unknown) => error,
  );
  const words = networkFault(thrown)?.words ?? viewOfError(thrown).message;
  expect(heard).toBe('');
  expect(words).toMatch(/authority that is not trusted|UNABLE_TO_VERIFY/);
});
