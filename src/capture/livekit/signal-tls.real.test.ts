/** The way into a room, to a server whose authority nobody named: no token is given to it. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CertificateAuthority } from '../../../stack/services/certificates.ts';
import { temporaryFolder } from '../../engine/state/testing.ts';
import { silentLog } from '../../shared/log.ts';
import { SignalSocket } from './signal-socket.ts';

test('a certificate of an unknown authority is refused before the token is sent', async () => {
  const folder = temporaryFolder('signal-tls');
  const { certificate, key } = new CertificateAuthority(join(folder.path, 'theirs')).make(
    'localhost',
  );
  let heard = '';
  const server = createServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data: Buffer) => {
        heard += data.toString('latin1');
        socket.destroy();
      });
    },
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const opening = SignalSocket.open(
    {
      url: new URL(`wss://localhost:${port}/rtc`),
      token: 'the-token-of-a-room',
      log: silentLog,
      now: () => ({ wall: 0n, monotonic: 0n }),
      onServerTime: () => undefined,
      onResponse: () => undefined,
      onLost: () => undefined,
    },
    new AbortController().signal,
  );
  await expect(opening).rejects.toThrow();
  expect(heard).toBe('');
  await expect(opening).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  server.close();
  folder.remove();
});
