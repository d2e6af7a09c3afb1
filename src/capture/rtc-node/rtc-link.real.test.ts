import { randomBytes, randomUUID } from 'node:crypto';
import {
  DisconnectReason,
  LeaveRequest,
  LeaveRequest_Action,
  SignalResponse,
} from '@livekit/protocol';
import type { FfiEvent } from '@livekit/rtc-ffi-bindings';
import { AccessToken, DataPacket_Kind } from 'livekit-server-sdk';
import { afterAll, expect, test } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { describeOneof, scanPacket, type ScannedPacket } from '../livekit/packet-scanner.ts';
import { useBench } from '../livekit/testing/bench.ts';
import { now, until } from '../livekit/testing/recorder.ts';
import { findFfi, type FfiPort } from './ffi.ts';
import { releaseRtcNode } from './load.ts';
import { RtcLink } from './rtc-link.ts';

const bench = useBench();
const routes = ['rtc-node'] as const;

afterAll(releaseRtcNode);

test('rtc-node records packets, participants and the room, byte for byte', async () => {
  const { server } = bench();
  // Tried again, it must not find the metadata that the first try has set.
  const room = `plain ${randomUUID()}`;
  const device = await bench().publisher(room, 'device');
  const recorder = await bench().capture(room, { routes }).recording();
  expect(recorder.states.at(-1)).toMatchObject({ state: 'recording', route: 'rtc-node' });
  const payloads = [
    new Uint8Array(0),
    Buffer.from('007\n1e3'),
    Buffer.from('\u{FEFF}with a byte order mark'),
    Uint8Array.of(0xc3, 0x28, 0xff, 0x00),
    randomBytes(60_000),
  ];
  for (const payload of payloads) await device.publish(payload, { topic: 'sensor' });
  const rooms = server.rooms();
  await rooms.sendData(room, Buffer.from('hello'), DataPacket_Kind.RELIABLE, { topic: 'note' });
  await device.setMetadata('changed');
  await rooms.updateRoomMetadata(room, 'room metadata');
  const { packets } = recorder.sink;
  await until('all there', () => packets.length >= payloads.length + 1);
  // A lossy one may get lost, here too.
  await until('a lossy one', async () => {
    await device.publish(Buffer.from('lossy'), { reliable: false });
    return packets.some(({ channel }) => channel === 'lossy');
  });
  const measured = packets.filter(({ packet }) => packet.topic === 'sensor');
  measured.forEach(({ packet, channel }, index) => {
    expect(Buffer.from(packet.payload).equals(payloads[index] ?? Buffer.from('none'))).toBe(true);
    expect(channel).toBe('reliable');
    expect(packet).toMatchObject({ identity: 'device', sequence: 0, canonical: true });
  });
  const lossy = packets.find(({ channel }) => channel === 'lossy');
  expect(lossy?.packet).toMatchObject({ kind: 1, identity: 'device', canonical: true });
  const sent = packets.find(({ packet }) => packet.topic === 'note');
  expect(sent?.packet.identity).toBeUndefined();
  await until('metadata', () =>
    recorder.sink.of('participant').some((one) => one.event === 'changed'),
  );
  await until('room metadata', () =>
    recorder.sink.of('room').some((one) => one.event === 'changed'),
  );
  await device.leave();
  await until('left', () => recorder.sink.of('participant').at(-1)?.event === 'left');
  await recorder.capture.stop();
  expect(recorder.sink.of('participant')).toMatchObject([
    { event: 'present', identity: 'device', participantKind: 'standard' },
    { event: 'changed', identity: 'device', metadata: 'changed' },
    { event: 'left', identity: 'device' },
  ]);
  expect(recorder.sink.of('room')).toMatchObject([
    { event: 'joined', name: room, sid: expect.stringMatching(/^RM_/) as unknown },
    { event: 'changed', metadata: 'room metadata' },
    { event: 'ended', reason: 'stopped' },
  ]);
  expect(recorder.sink.of('link')).toMatchObject([
    { event: 'open', link: 1, transport: 'rtc-node', recorderIdentity: recorder.identities[0] },
    { event: 'closed', link: 1, transport: 'rtc-node' },
  ]);
  expect(recorder.sink.of('link')[0]).not.toHaveProperty('via');
  expect(recorder.sink.of('gap')).toEqual([]);
});

test('the end of the room ends it; a killed server is found again, with a gap', async () => {
  const { server } = bench();
  const ended = await bench().capture('ended', { routes }).recording();
  await server.rooms().deleteRoom('ended');
  await until('ended', () => ended.state === 'ended');
  expect(ended.states.at(-1)).toMatchObject({ state: 'ended', reason: 'room-deleted' });
  const recorder = await bench().capture('killed', { routes }).recording();
  await server.kill();
  await server.start();
  await until('second link', () => recorder.sink.of('link').some((one) => one.link === 2));
  const device = await bench().publisher('killed', 'device');
  await device.flow('after', 20, 1);
  await until('after', () => recorder.sink.texts('after').length === 20);
  await recorder.capture.stop();
  expect(recorder.sink.of('gap').map((one) => one.reason)).toEqual(['link-lost']);
});

/** Opens one link by itself, with another place to tap rtc-node's events at. */
async function openLink(
  room: string,
  ffi: () => FfiPort | null,
): Promise<{ link: RtcLink; seen: ScannedPacket[] }> {
  const { server } = bench();
  const identity = 'rec-1';
  const token = new AccessToken(server.apiKey, server.apiSecret, { identity });
  token.addGrant({ roomJoin: true, room, hidden: true, recorder: true, canSubscribe: true });
  const seen: ScannedPacket[] = [];
  const nothing = (): undefined => undefined;
  const link = new RtcLink(
    {
      number: 1,
      route: 'rtc-node',
      grant: { url: server.wsUrl, token: await token.toJwt(), identity },
      plainHosts: ['127.0.0.1'],
      now,
      log: silentLog,
      handlers: {
        ...{ onOpen: nothing, onParticipants: nothing, onRoom: nothing, onNotice: nothing },
        ...{ onServerTime: nothing, onSuspect: nothing, onDead: nothing },
        onPacket: (_link, _channel, bytes) => {
          const packet = scanPacket(Uint8Array.from(bytes));
          if (packet !== null) seen.push(packet);
        },
      },
    },
    ffi,
  );
  expect(await link.open(AbortSignal.timeout(25_000))).toEqual({ kind: 'open' });
  return { link, seen };
}

/** A later rtc-node, whose answer to `connect` this version does not understand. */
function withoutAnswer(): FfiPort | null {
  const ffi = findFfi();
  if (ffi === null) return null;
  const heard = new Map<unknown, (event: FfiEvent) => void>();
  return {
    prependListener: (name, listener) => {
      const picky = (event: FfiEvent): void => {
        if (event.message.case !== 'connect') listener(event);
      };
      heard.set(listener, picky);
      return ffi.prependListener(name, picky);
    },
    off: (name, listener) => ffi.off(name, heard.get(listener) ?? listener),
    emit: (name, event) => ffi.emit(name, event),
    copyBuffer: (pointer, length) => ffi.copyBuffer(pointer, length),
  };
}

test.each([
  ['its client is kept elsewhere', () => null],
  ['its answer to the self-check is not understood', withoutAnswer],
])('where rtc-node cannot be tapped (%s), its public events are recorded', async (name, ffi) => {
  const room = `public ${name}`;
  const device = await bench().publisher(room, 'device');
  const { link, seen } = await openLink(room, ffi);
  try {
    expect(link.connection).toEqual({ transport: 'rtc-node', via: 'public-events' });
    const payload = randomBytes(20_000);
    await device.publish(payload, { topic: 'bytes' });
    await device.publish(Buffer.from('no topic'));
    await device.chat('hello');
    await device.sendText('a text', 'texts', { a: 'b' });
    await device.sendBytes(randomBytes(50_000), 'files', 'file.bin');
    const has = (kind: string): boolean =>
      seen.some((packet) => describeOneof(packet.value) === kind);
    await until('all kinds', () => ['chatMessage', 'streamTrailer'].every(has));
    await until('both streams', () => {
      return seen.filter((one) => describeOneof(one.value) === 'streamTrailer').length === 2;
    });
    const users = seen.filter(({ user }) => user !== undefined);
    expect(users.map(({ identity, topic, kind }) => [identity, topic, kind])).toEqual([
      ['device', 'bytes', 0],
      ['device', undefined, 0],
    ]);
    expect(Buffer.from(users[0]?.payload ?? []).equals(payload)).toBe(true);
  } finally {
    await link.close();
  }
});

test('a full reconnect is a loss: another connection, and a gap', async () => {
  const network = await bench().network();
  const device = await bench().publisher('full', 'device');
  const recorder = await bench().capture('full', { url: network.url, routes }).recording();
  await device.flow('before', 20, 1);
  await until('before', () => recorder.sink.texts('before').length === 20);
  const value = new LeaveRequest({
    reason: DisconnectReason.STATE_MISMATCH,
    action: LeaveRequest_Action.RECONNECT,
  });
  network.signal.inject(new SignalResponse({ message: { case: 'leave', value } }));
  await until('second link', () => recorder.sink.of('link').some((one) => one.link === 2));
  await device.flow('after', 20, 1);
  await until('after', () => recorder.sink.texts('after').length === 20);
  await recorder.capture.stop();
  expect(recorder.sink.of('gap').map((one) => one.reason)).toEqual(['link-lost']);
});
