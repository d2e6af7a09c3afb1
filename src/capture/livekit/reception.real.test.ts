import { randomBytes } from 'node:crypto';
import { DataPacket_Kind } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { useBench } from './testing/bench.ts';
import { until } from './testing/recorder.ts';

const bench = useBench();

test('payloads of every kind arrive byte for byte, with sender, sequence and topic', async () => {
  const room = 'payloads';
  const recorder = await bench().capture(room).recording();
  const device = await bench().publisher(room, 'device-1');
  const payloads = [
    new Uint8Array(0),
    Uint8Array.of(7),
    Buffer.from('007\n1e3'),
    Buffer.from('\u{FEFF}with a byte order mark'),
    Uint8Array.of(0xc3, 0x28, 0xff, 0x00),
    randomBytes(15 * 1024),
    randomBytes(60_000),
  ];
  for (const payload of payloads) await device.publish(payload, { topic: 'sensor/imu' });
  await device.publish(Buffer.from('no topic'));
  await device.publish(Buffer.from('lossy'), { reliable: false, topic: 'fast' });
  const { packets } = recorder.sink;
  await until('all there', () => packets.length === payloads.length + 2);
  const measured = packets.filter(({ packet }) => packet.topic === 'sensor/imu');
  expect(measured.length).toBe(payloads.length);
  measured.forEach(({ packet, channel }, index) => {
    expect(Buffer.from(packet.payload).equals(payloads[index] ?? Buffer.from('none'))).toBe(true);
    expect(channel).toBe('reliable');
    expect(packet).toMatchObject({ identity: 'device-1', sequence: index + 1, canonical: true });
    expect(packet.sid).toMatch(/^PA_/);
  });
  // No order between the channels: the lossy one may overtake the others.
  const lossy = packets.find(({ channel }) => channel === 'lossy');
  expect(lossy?.packet).toMatchObject({ kind: 1, sequence: 0, topic: 'fast', canonical: true });
  const noTopic = packets.find(({ packet }) => packet.topic === undefined);
  expect(Buffer.from(noTopic?.packet.payload ?? []).toString()).toBe('no topic');
  expect(recorder.capture.stats()).toMatchObject({ duplicates: 0, links: 1 });
});

test('packets sent by the server have neither sender nor number, but a nonce', async () => {
  const room = 'from-server';
  const recorder = await bench().capture(room).recording();
  const payload = Buffer.from('hello');
  await bench().server.rooms().sendData(room, payload, DataPacket_Kind.RELIABLE, { topic: 'note' });
  await bench().server.rooms().sendData(room, payload, DataPacket_Kind.LOSSY, {
    destinationIdentities: recorder.identities,
  });
  const { packets } = recorder.sink;
  await until('both there', () => packets.length === 2);
  const [reliable, lossy] = ['reliable', 'lossy'].map(
    (channel) => packets.find((one) => one.channel === channel)?.packet,
  );
  expect(reliable).toMatchObject({ topic: 'note', sequence: 0, destinations: [], canonical: true });
  expect(reliable?.identity).toBeUndefined();
  expect(reliable?.sid).toBeUndefined();
  expect(reliable?.nonce?.length).toBe(16);
  expect(lossy).toMatchObject({ kind: 1, destinations: recorder.identities, canonical: true });
});

test('what is addressed to us carries its destinations; what is addressed to others does not come', async () => {
  const recorder = await bench().capture('addressed').recording();
  const device = await bench().publisher('addressed', 'device');
  const destinations = [...recorder.identities, 'other'];
  await device.publish(Buffer.from('not for us'), { destinations: ['other'] });
  await device.publish(Buffer.from('for us'), { destinations });
  await until('packet', () => recorder.sink.packets.length === 1);
  expect(recorder.sink.packets[0]?.packet).toMatchObject({
    destinations,
    sequence: 2,
    canonical: true,
  });
});

test('a hidden sender has a session id and no identity', async () => {
  const recorder = await bench().capture('hidden-sender').recording();
  const device = await bench().publisher('hidden-sender', 'device', true);
  await device.publish(Buffer.from('x'), { topic: 't' });
  await until('packet', () => recorder.sink.packets.length === 1);
  const packet = recorder.sink.packets[0]?.packet;
  expect(packet?.identity).toBeUndefined();
  expect(packet?.sid).toMatch(/^PA_/);
  expect(packet?.canonical).toBe(true);
  expect(recorder.sink.of('participant')).toEqual([]);
});
