/** The relays do what the soak believes of them. */
import { createServer, type Server } from 'node:http';
import { connect, createServer as createTcp, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreRelay } from './store-relay.ts';
import { TcpRelay } from './tcp-relay.ts';

describe('the store relay', () => {
  const seen: string[] = [];
  let server: Server;
  let relay: StoreRelay;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        seen.push(`${request.method ?? ''} ${request.headers.host ?? ''} ${body}`);
        response.end('done');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    relay = await StoreRelay.start((server.address() as AddressInfo).port);
  });

  afterAll(async () => {
    await relay.stop();
    server.close();
  });

  const put = (body: string): Promise<Response> =>
    fetch(`${relay.endpoint}/a/b`, { method: 'PUT', body, headers: { connection: 'close' } });

  it('passes requests on with their own host, which is part of their signature', async () => {
    expect(await (await put('one')).text()).toBe('done');
    expect(seen).toEqual([`PUT ${new URL(relay.endpoint).host} one`]);
  });

  it('answers errors, resets, and loses answers of what was done', async () => {
    seen.length = 0;
    relay.set('unavailable');
    expect((await put('two')).status).toBe(503);
    relay.set('reset');
    await expect(put('three')).rejects.toThrow();
    expect(seen).toEqual([]);
    relay.set('answer-lost');
    await expect(put('four')).rejects.toThrow();
    expect(seen).toEqual([expect.stringContaining('four')]);
    relay.set('unavailable', () => false);
    expect(await (await put('five')).text()).toBe('done');
    expect(relay.faulted).toBe(3);
  });

  it('hangs until it is set back', async () => {
    relay.set('hang');
    let ended = false;
    const hanging = put('six').catch(() => {
      ended = true;
    });
    await sleep(200);
    expect(ended).toBe(false);
    relay.set(null);
    await hanging;
    expect(ended).toBe(true);
  });
});

describe('the TCP relay', () => {
  let server: ReturnType<typeof createTcp>;
  let relay: TcpRelay;

  beforeAll(async () => {
    server = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    relay = await TcpRelay.start((server.address() as AddressInfo).port);
  });

  afterAll(async () => {
    await relay.stop();
    server.close();
  });

  const client = (): Socket => {
    const socket = connect(relay.port, '127.0.0.1').setEncoding('utf8');
    socket.on('error', () => undefined);
    return socket;
  };

  /** However it ends; `once` would reject at an error. */
  const closed = (socket: Socket): Promise<unknown> =>
    new Promise((resolve) => socket.once('close', resolve));

  it('passes, is silent and passes again, over the same connection', async () => {
    const socket = client();
    socket.write('one');
    expect(await once(socket, 'data')).toEqual(['one']);
    relay.set('silent');
    let heard = '';
    socket.on('data', (text: string) => (heard += text));
    socket.write('two');
    await sleep(200);
    expect(heard).toBe('');
    relay.set('pass');
    while (heard !== 'two') await sleep(10);
    socket.destroy();
  });

  it('cuts what is open and refuses what is new', async () => {
    const socket = client();
    socket.write('one');
    await once(socket, 'data');
    relay.set('refuse');
    await closed(socket);
    const refused = client();
    await closed(refused);
    relay.set('pass');
    const again = client();
    again.write('two');
    expect(await once(again, 'data')).toEqual(['two']);
    again.destroy();
  });
});
