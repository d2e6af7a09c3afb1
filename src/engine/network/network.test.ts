import { createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { viewOfError } from '../../shared/errors.ts';
import { networkFault } from './network-fault.ts';
import { refusePlain } from './plain-hosts.ts';

describe('connections without TLS', () => {
  const refusal = (url: string, hosts: readonly string[]): string | null => {
    try {
      refusePlain(new URL(url), hosts, 'The server URL');
      return null;
    } catch (thrown) {
      return viewOfError(thrown).message;
    }
  };

  test.each([
    ['https://a.example', []],
    ['wss://a.example', []],
    ['amqps://a.example', []],
    ['http://a.example', ['a.example']],
    ['http://A.example:80', ['a.EXAMPLE']],
    ['http://a.example:8080', ['a.example:8080']],
    ['http://a.example:8080', ['a.example']],
    ['ws://[::1]:7880', ['::1']],
    ['ws://[::1]:7880', ['[::1]:7880']],
    ['amqp://127.0.0.1:5672', ['127.0.0.1']],
  ])('%s is allowed with %j', (url, hosts) => {
    expect(refusal(url, hosts)).toBeNull();
  });

  test.each([
    ['http://a.example', []],
    ['http://a.example', ['b.example', 'example']],
    ['http://a.example:8081', ['a.example:8080']],
    ['http://evil.example?a.example', ['a.example']],
    ['amqp://10.0.0.1', ['127.0.0.1']],
  ])('%s is refused with %j', (url, hosts) => {
    expect(refusal(url, hosts)).toMatch(/^The server URL uses \w+ without TLS/);
  });
});

describe('network faults', () => {
  test('of real connections through fetch', async () => {
    const cutting = createServer((socket) => {
      socket.resetAndDestroy();
    });
    const silent = createServer(() => undefined);
    const port = await listen(cutting);
    const kindOf = async (url: string, signal?: AbortSignal): Promise<string | undefined> => {
      const thrown: unknown = await fetch(url, signal === undefined ? {} : { signal }).then(
        () => null,
        (error: unknown) => error,
      );
      return networkFault(thrown)?.kind;
    };
    expect(await kindOf(`http://127.0.0.1:${port}`)).toBe('cut');
    expect(await kindOf(`https://127.0.0.1:${port}`)).toBe('cut');
    const silentUrl = `http://127.0.0.1:${await listen(silent)}`;
    expect(await kindOf(silentUrl, AbortSignal.timeout(50))).toBe('timeout');
    silent.close();
    await new Promise((resolve) => cutting.close(resolve));
    expect(await kindOf(`http://127.0.0.1:${port}`)).toBe('refused');
    expect(await kindOf(`http://localhost:${port}`)).toBe('refused');
    expect(await kindOf('http://nowhere.invalid')).toBe('name');
  });

  test('of errors that are not the network', () => {
    expect(networkFault(new Error('x'))).toBeNull();
    expect(networkFault('ECONNREFUSED')).toBeNull();
    expect(networkFault(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBeNull();
  });

  test('of certificates', () => {
    const error = Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(networkFault(new Error('fetch failed', { cause: error }))).toEqual({
      kind: 'tls',
      certificate: 'tls-untrusted',
      words:
        'its certificate comes from an authority that is not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
    const other = Object.assign(new Error('x'), { code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
    expect(networkFault(other)).toEqual({
      kind: 'tls',
      words: 'no trusted TLS connection could be made (ERR_SSL_WRONG_VERSION_NUMBER)',
    });
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return address.port;
}
