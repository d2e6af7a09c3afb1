import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  DisconnectReason,
  ICEServer,
  JoinRequest,
  JoinResponse,
  LeaveRequest,
  LeaveRequest_Action,
  SignalResponse,
  WrappedJoinRequest,
} from '@livekit/protocol';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { logTo, silentLog } from '../../shared/log.ts';
import { relaysOf } from './ice-servers.ts';
import { meaningOf } from './leave.ts';
import { SignalKeeper } from './signal-keeper.ts';
import { SignalSocket } from './signal-socket.ts';
import { signalUrl } from './signal-url.ts';

const join = new SignalResponse({ message: { case: 'join', value: new JoinResponse() } });
const refresh = new SignalResponse({ message: { case: 'refreshToken', value: 'newer' } });
const cleanups: (() => void)[] = [];
const now = () => ({ wall: BigInt(Date.now()) * 1_000_000n, monotonic: process.hrtime.bigint() });

afterEach(() => {
  vi.useRealTimers();
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function serve(
  onUpgrade: (socket: Duplex, key: string, authorization: string) => void,
): Promise<string> {
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    const { authorization = '' } = request.headers;
    onUpgrade(socket, String(request.headers['sec-websocket-key']), authorization);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function accept(key: string): string {
  const digest = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${digest.digest('base64')}`,
    '\r\n',
  ].join('\r\n');
}

/** An unmasked binary frame of under 126 bytes. */
function frame(payload: Uint8Array): Uint8Array {
  return Uint8Array.from([0x82, payload.length, ...payload]);
}

test('messages that come with the upgrade are not lost, nor is a broken one fatal', async () => {
  const url = await serve((socket, key) => {
    const frames = [join.toBinary(), Uint8Array.of(0xff), refresh.toBinary()].map(frame);
    socket.write(Buffer.concat([Buffer.from(accept(key)), ...frames]));
  });
  const cases: unknown[] = [];
  const socket = await SignalSocket.open(
    {
      url: new URL(url),
      token: 't',
      log: silentLog,
      now,
      onServerTime: () => undefined,
      onResponse: (_socket, { message }) => cases.push(message.case),
      onLost: () => undefined,
    },
    new AbortController().signal,
  );
  await vi.waitFor(() => {
    expect(cases).toEqual(['join', 'refreshToken']);
  });
  socket.close();
});

test('a refusal is told without the token that its body echoes', async () => {
  const lines: string[] = [];
  const log = logTo((_level, event, fields) => {
    lines.push(
      event,
      JSON.stringify(fields, (_key, value: unknown) =>
        value instanceof Error ? `${value.message} ${value.stack ?? ''}` : value,
      ),
    );
  });
  const token = 'eyJhbGciOiJIUzI1NiJ9.secret.signature';
  let header = '';
  const url = await serve((socket, _key, authorization) => {
    header = authorization;
    const body = `invalid token: ${token}`;
    socket.end(`HTTP/1.1 401 Unauthorized\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  const keeper = new SignalKeeper({
    grant: { url, token, identity: 'i' },
    plainHosts: ['127.0.0.1'],
    log,
    now,
    onServerTime: () => undefined,
    onResponse: () => undefined,
    onGone: () => undefined,
  });
  const error: unknown = await keeper.join().catch((thrown: unknown) => thrown);
  expect(header).toBe(`Bearer ${token}`);
  expect(error).toMatchObject({ code: 'livekit-unauthorized' });
  expect([...lines, String(error)].join('\n')).not.toContain('secret');
});

test('15 s without a pong is a lost websocket', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  let pings = 0;
  server.on('connection', (client) => {
    client.send(join.toBinary());
    client.on('message', () => (pings += 1));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  const lost: string[] = [];
  await SignalSocket.open(
    {
      url: new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`),
      token: 't',
      log: silentLog,
      now,
      onServerTime: () => undefined,
      onResponse: () => undefined,
      onLost: (error) => lost.push(error.message),
    },
    new AbortController().signal,
  );
  vi.advanceTimersByTime(15_000);
  expect(lost).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(lost).toEqual(['no pong for 15 s']);
  await vi.waitFor(() => {
    expect(pings).toBe(4);
  });
});

test.each([
  ['ws://h:7880', 'ws://h:7880/rtc/v1'],
  ['http://h:7880/', 'ws://h:7880/rtc/v1'],
  ['wss://user:pass@other/prefix?x=1#y', 'wss://other/prefix/rtc/v1'],
  ['https://other', 'wss://other/rtc/v1'],
])('the address of %s', (server, expected) => {
  const url = signalUrl(server, 'v1', ['h']);
  const query = url.search;
  url.search = '';
  expect(url.href).toBe(expected);
  const encoded = new URLSearchParams(query).get('join_request') ?? '';
  expect(encoded).toMatch(/^[A-Za-z0-9_-]+={0,2}$/);
  expect(encoded.length % 4).toBe(0);
  const wrapped = WrappedJoinRequest.fromBinary(Buffer.from(encoded, 'base64url'));
  const request = JoinRequest.fromBinary(wrapped.joinRequest);
  expect(request.clientInfo).toMatchObject({ sdk: 5, protocol: 16 });
  expect(request.connectionSettings).toMatchObject({
    autoSubscribe: false,
    autoSubscribeDataTrack: true,
  });
  expect(request.reconnect).toBe(false);
});

test('resuming names the participant', () => {
  const url = signalUrl('wss://h', 'v1', [], 'PA_x');
  const wrapped = WrappedJoinRequest.fromBinary(
    Buffer.from(url.searchParams.get('join_request') ?? '', 'base64url'),
  );
  expect(JoinRequest.fromBinary(wrapped.joinRequest)).toMatchObject({
    reconnect: true,
    participantSid: 'PA_x',
  });
});

test.each([
  [DisconnectReason.ROOM_DELETED, { kind: 'ended', reason: 'room-deleted' }],
  [DisconnectReason.ROOM_CLOSED, { kind: 'ended', reason: 'room-closed' }],
  [DisconnectReason.PARTICIPANT_REMOVED, { kind: 'ended', reason: 'removed' }],
  [DisconnectReason.CONNECTION_TIMEOUT, { kind: 'rejoin', media: true }],
  [DisconnectReason.SERVER_SHUTDOWN, { kind: 'rejoin', media: false }],
  [DisconnectReason.DUPLICATE_IDENTITY, { kind: 'rejoin', media: false }],
  [DisconnectReason.UNKNOWN_REASON, { kind: 'rejoin', media: false }],
])('leave %s', (reason, meaning) => {
  const leave = new LeaveRequest({ reason, action: LeaveRequest_Action.DISCONNECT });
  expect(meaningOf(leave)).toMatchObject(meaning);
});

test('of the ICE servers only TURN over UDP is used, and no more than two', () => {
  const servers = [
    new ICEServer({ urls: ['stun:stun.example:3478', 'turns:turn.example:443?transport=tcp'] }),
    new ICEServer({
      urls: ['turn:192.0.2.1:3479?transport=udp', 'turn:[2001:db8::1]', 'turn:third.example'],
      username: 'u',
      credential: 'c',
    }),
  ];
  const login = { username: 'u', password: 'c', relayType: 'TurnUdp' };
  expect(relaysOf(servers)).toEqual([
    { hostname: '192.0.2.1', port: 3479, ...login },
    { hostname: '2001:db8::1', port: 3478, ...login },
  ]);
});
