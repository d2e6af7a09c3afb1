import { expect, test } from 'vitest';
import { useBench } from './testing/bench.ts';
import { until } from './testing/recorder.ts';

const bench = useBench({ emptyTimeout: 60, departureTimeout: 1 });

test('a room that closes because everyone else has left ends the recording', async () => {
  const recorder = await bench().capture('deserted').recording();
  const device = await bench().publisher('deserted', 'device');
  await device.flow('tick', 3, 1);
  // Who leaves at once takes along what it has not sent yet.
  await until('all there', () => recorder.sink.texts('tick').length === 3);
  await device.leave();
  await until('ended', () => recorder.state === 'ended');
  expect(recorder.states.at(-1)).toEqual({ state: 'ended', reason: 'room-closed' });
  expect(recorder.sink.of('link').at(-1)).toMatchObject({ event: 'closed', reason: 'room-closed' });
});

test('a server that shuts down says so; we come back when it does', async () => {
  const { server, capture } = bench();
  const recorder = await capture('shutdown').recording();
  await server.stop();
  await until('lost', () => recorder.sink.of('link').at(-1)?.event === 'lost');
  expect(recorder.sink.of('link').at(-1)?.reason).toBe('server-shutdown');
  await until('trying', () => recorder.states.some((one) => 'error' in one));
  await server.start();
  await until('second link', () => recorder.state === 'recording');
  expect(recorder.sink.of('gap').map((one) => one.reason)).toEqual(['link-lost']);
  expect(new Set(recorder.identities).size).toBe(recorder.identities.length);
});
