import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { Bridge } from './bridge.ts';
import {
  bridgeCandidate,
  isUdpCandidate,
  splitCandidates,
  tcpTarget,
} from './bridge-candidates.ts';
import { frame, Framer } from './bridge-framing.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

test('datagrams survive any cutting of the stream', () => {
  const datagram = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
    fc.uint8Array({ minLength: 65_535, maxLength: 65_535 }),
  );
  fc.assert(
    fc.property(
      fc.array(datagram, { maxLength: 6 }),
      fc.integer({ min: 300 }),
      (datagrams, seed) => {
        const stream = Buffer.concat(datagrams.map((one) => frame(one)));
        const seen: string[] = [];
        const framer = new Framer((one) => seen.push(one.toString('base64')));
        for (let at = 0, step = seed; at < stream.length; step = (step * 31 + 7) % 70_001) {
          framer.push(stream.subarray(at, at + 1 + step));
          at += 1 + step;
        }
        expect(seen).toEqual(datagrams.map((one) => Buffer.from(one).toString('base64')));
      },
    ),
    { numRuns: 40 },
  );
});

test('only what the server listens on over TCP is a target', () => {
  const host = 'candidate:1 1 tcp 1671430143 192.0.2.7 7881 typ host tcptype passive';
  expect(tcpTarget(host)).toEqual({ host: '192.0.2.7', port: 7881 });
  expect(tcpTarget('candidate:1 1 TCP 1 2001:db8::1 443 typ host tcptype passive')).toEqual({
    host: '2001:db8::1',
    port: 443,
  });
  for (const other of [
    'candidate:1 1 udp 2130706431 192.0.2.7 7882 typ host',
    'candidate:1 1 tcp 1671430143 192.0.2.7 9 typ host tcptype active',
    'candidate:1 1 tcp 1671430143 192.0.2.7 99999 typ host tcptype passive',
    'candidate:1 1 tcp 1671430143 192.0.2.7',
    '',
  ]) {
    expect(tcpTarget(other)).toBeNull();
  }
  expect(isUdpCandidate(bridgeCandidate(5_000))).toBe(true);
  expect(isUdpCandidate(host)).toBe(false);
});

test('a description is split into itself and its candidates', () => {
  const sdp = [
    'v=0',
    'a=candidate:1 1 udp 1 192.0.2.1 1 typ host',
    'a=mid:0',
    'a=end-of-candidates',
    '',
  ];
  expect(splitCandidates(sdp.join('\r\n'))).toEqual({
    sdp: 'v=0\r\na=mid:0\r\n',
    candidates: ['candidate:1 1 udp 1 192.0.2.1 1 typ host'],
  });
});

async function listen(onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return server;
}

test('datagrams go both ways; a second sender on this computer is not heard', async () => {
  const seen: string[] = [];
  const server = await listen((socket) => {
    cleanups.push(() => socket.destroy());
    const framer = new Framer((datagram) => {
      seen.push(datagram.toString());
      socket.write(frame(Buffer.from(`re: ${datagram.toString()}`)));
    });
    socket.on('data', (data) => {
      framer.push(data);
    });
  });
  const { port } = server.address() as AddressInfo;
  const bridge = await Bridge.open({ target: { host: '127.0.0.1', port }, onClosed: vi.fn() });
  const [peer, other] = [createSocket('udp4'), createSocket('udp4')];
  cleanups.push(() => {
    bridge.close();
    peer.close();
    other.close();
  });
  const answers: string[] = [];
  peer.on('message', (message) => answers.push(message.toString()));
  peer.send('one', bridge.port, '127.0.0.1');
  await vi.waitFor(() => {
    expect(answers).toEqual(['re: one']);
  }, 20_000);
  other.send('not me', bridge.port, '127.0.0.1');
  peer.send('two', bridge.port, '127.0.0.1');
  await vi.waitFor(() => {
    expect(answers).toEqual(['re: one', 're: two']);
  }, 20_000);
  expect(seen).toEqual(['one', 'two']);
});

test('a server that refuses or hangs up is told once; closing is not', async () => {
  const server = await listen((socket) => {
    socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  const told = vi.fn();
  await Bridge.open({ target: { host: '127.0.0.1', port }, onClosed: told });
  await vi.waitFor(() => {
    expect(told).toHaveBeenCalledTimes(1);
  }, 20_000);
  const untold = vi.fn();
  const bridge = await Bridge.open({ target: { host: '127.0.0.1', port }, onClosed: untold });
  bridge.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(untold).not.toHaveBeenCalled();
});
