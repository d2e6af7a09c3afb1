import { randomBytes } from 'node:crypto';
import { DataPacket_Kind } from 'livekit-server-sdk';
import { afterAll, expect, test } from 'vitest';
import { useBench } from '../livekit/testing/bench.ts';
import { until } from '../livekit/testing/recorder.ts';
import { releaseRtcNode } from './load.ts';

const bench = useBench();
const routes = ['rtc-node'] as const;

afterAll(releaseRtcNode);

test('rtc-node records packets, participants and the room, byte for byte', async () => {
  const { server } = bench();
  const device = await bench().publisher('plain', 'device');
  const recorder = await bench().capture('plain', { routes }).recording();
  expect(recorder.states.at(-1)).toMatchObject({ state: 'recording', route: 'rtc-node' });
  const payloads = [
    new Uint8Array(0),
    Buffer.from('007\n1e3'),
    Buffer.from('\u{FEFF}with a byte order mark'),
    Uint8Array.of(0xc3, 0x28, 0xff, 0x00),
    randomBytes(60_000),
  ];
  for (const payload of payloads) await device.publish(payload, { topic: 'sensor' });
  await device.publish(Buffer.from('lossy'), { reliable: false });
  const rooms = server.rooms();
  await rooms.sendData('plain', Buffer.from('hello'), DataPacket_Kind.RELIABLE, { topic: 'note' });
  await device.setMetadata('changed');
  await rooms.updateRoomMetadata('plain', 'room metadata');
  const { packets } = recorder.sink;
  await until('all there', () => packets.length >= payloads.length + 2);
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
    { event: 'joined', name: 'plain', sid: expect.stringMatching(/^RM_/) as unknown },
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
