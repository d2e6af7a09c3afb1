import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { routesOf } from '../../shared/capture-protocol.ts';
import { useBench } from './testing/bench.ts';
import { until } from './testing/recorder.ts';

/** A server that offers media over TCP alone: what a host sees from which UDP does not get out. */
const bench = useBench({ iceUdp: false });

test('without UDP the TCP bridge is taken, and carries all that is sent', async () => {
  const device = await bench().publisher('no-udp', 'device');
  const recorder = await bench().capture('no-udp', { routes: routesOf.auto }).recording();
  expect(recorder.states).toContainEqual(
    expect.objectContaining({ state: 'connecting', attempt: 2 }),
  );
  expect(recorder.states.at(-1)).toMatchObject({ route: 'tcp-bridge' });
  const large = randomBytes(60_000);
  await device.flow('tick', 3_000, 0);
  for (let count = 0; count < 20; count += 1) await device.publish(large, { topic: 'large' });
  await device.publish(Buffer.from('lossy'), { reliable: false, topic: 'lossy' });
  const { packets } = recorder.sink;
  await until('all there', () => packets.length >= 3_021);
  expect(recorder.sink.texts('tick')).toEqual(
    Array.from({ length: 3_000 }, (_, index) => `tick ${index + 1}`),
  );
  const measured = packets.filter(({ packet }) => packet.topic === 'large');
  expect(measured.length).toBe(20);
  for (const { packet } of measured) expect(large.equals(packet.payload)).toBe(true);
  expect(recorder.sink.of('link')).toMatchObject([
    { event: 'open', link: 1, transport: 'v1', via: 'tcp-bridge' },
  ]);
  await recorder.capture.stop();
  expect(recorder.sink.of('gap')).toEqual([]);
});

test('a server that is killed is found again over the bridge, and the gap is declared', async () => {
  const { server } = bench();
  const recorder = await bench()
    .capture('killed', { routes: ['tcp-bridge'] })
    .recording();
  await server.kill();
  await server.start();
  await until('second link', () => recorder.sink.of('link').some((one) => one.link === 2));
  const device = await bench().publisher('killed', 'device');
  await device.flow('after', 20, 1);
  await until('after', () => recorder.sink.texts('after').length === 20);
  await recorder.capture.stop();
  expect(recorder.sink.of('gap').map((one) => one.reason)).toEqual(['link-lost']);
  expect(recorder.sink.of('link').map(({ event, link, via }) => [event, link, via])).toEqual([
    ['open', 1, 'tcp-bridge'],
    ['lost', 1, 'tcp-bridge'],
    ['open', 2, 'tcp-bridge'],
    ['closed', 2, 'tcp-bridge'],
  ]);
});
