/** Faults of the network and of the server between them: docs/faults.md, "Capture and LiveKit". */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConnectionQuality,
  ConnectionQualityUpdate,
  DataTrackSubscriberHandles,
  DisconnectReason,
  LeaveRequest,
  LeaveRequest_Action,
  SignalResponse,
} from '@livekit/protocol';
import { AccessToken } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { useBench } from './testing/bench.ts';
import { until, type TestRecorder } from './testing/recorder.ts';

const bench = useBench();
const full = process.env['RECORDER_TEST_FULL'] === '1';

function numbers(topic: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${topic} ${index + 1}`);
}

function story(recorder: TestRecorder): unknown[] {
  return recorder.sink.of('link').map(({ event, link, reason }) => [event, link, reason]);
}

async function allThere(recorder: TestRecorder, topic: string, count: number): Promise<void> {
  await until('all there', () => recorder.sink.texts(topic).length >= count);
  expect(recorder.sink.texts(topic)).toEqual(numbers(topic, count));
}

test('the network vanishes and comes back within 9 s: nothing is lost, and there is no gap', async () => {
  const [seconds, count] = full ? [9, 1_200] : [4, 600];
  const network = await bench().network();
  const device = await bench().publisher('vanished', 'device');
  const recorder = await bench().capture('vanished', { url: network.url }).recording();
  const flow = device.flow('tick', count, 10);
  await until('flowing', () => recorder.sink.texts('tick').length > 10);
  network.vanish();
  await sleep(seconds * 1_000);
  network.comeBack();
  await flow;
  await allThere(recorder, 'tick', count);
  expect(network.media.dropped).toBeGreaterThan(0);
  expect(recorder.sink.of('gap')).toEqual([]);
});

test('the network is switched off for 7 s: a successor opens, the old link catches up', async () => {
  const network = await bench().network();
  const device = await bench().publisher('switched-off', 'device');
  const recorder = await bench().capture('switched-off', { url: network.url }).recording();
  const flow = device.flow('tick', 1_200, 10);
  await until('flowing', () => recorder.sink.texts('tick').length > 10);
  network.media.set({ loss: 1 });
  network.signal.set('refuse');
  await sleep(7_000);
  network.media.set({});
  network.signal.set('pass');
  await flow;
  await until('all there', () => recorder.sink.texts('tick').length >= 1_200);
  expect(recorder.sink.texts('tick').sort()).toEqual(numbers('tick', 1_200).sort());
  await until('one link again', () => recorder.sink.of('link').length === 3);
  expect(story(recorder)).toEqual([
    ['open', 1, undefined],
    ['open', 2, 'server-unreachable'],
    ['closed', 1, 'replaced'],
  ]);
  expect(recorder.sink.of('gap')).toEqual([]);
});

test('a bad network: loss, damage, duplicates and disorder cost nothing that is reliable', async () => {
  const network = await bench().network();
  const device = await bench().publisher('bad', 'device');
  const recorder = await bench().capture('bad', { url: network.url }).recording();
  network.media.set({ loss: 0.02, corrupt: 0.02, duplicate: 0.04, delayMs: 5, jitterMs: 10 });
  await device.flow('tick', 500, 5);
  await allThere(recorder, 'tick', 500);
  expect(recorder.sink.of('gap')).toEqual([]);
});

test('the server moves the room: the old link serves until the new one does', async () => {
  const network = await bench().network();
  const device = await bench().publisher('moved', 'device');
  const recorder = await bench().capture('moved', { url: network.url }).recording();
  const flow = device.flow('tick', 600, 5);
  await until('flowing', () => recorder.sink.texts('tick').length > 10);
  const value = new LeaveRequest({
    reason: DisconnectReason.MIGRATION,
    action: LeaveRequest_Action.RESUME,
  });
  network.signal.inject(new SignalResponse({ message: { case: 'leave', value } }));
  await flow;
  await allThere(recorder, 'tick', 600);
  await until('one link again', () => recorder.sink.of('link').length === 3);
  expect(story(recorder)).toEqual([
    ['open', 1, undefined],
    ['open', 2, 'migration'],
    ['closed', 1, 'replaced'],
  ]);
  expect(recorder.sink.of('gap')).toEqual([]);
});

test('a planned switch loses nothing, and what comes twice is recorded once', async () => {
  const device = await bench().publisher('planned', 'device');
  const recorder = await bench().capture('planned').recording();
  const flow = device.flow('tick', 900, 5);
  for (let link = 2; link <= 4; link += 1) {
    recorder.capture.renew?.('by-hand');
    await until('replaced', () => recorder.sink.of('link').length === 2 * link - 1);
  }
  await flow;
  await allThere(recorder, 'tick', 900);
  expect(recorder.sink.of('gap')).toEqual([]);
  expect(story(recorder).slice(1)).toEqual([
    ['open', 2, 'by-hand'],
    ['closed', 1, 'replaced'],
    ['open', 3, 'by-hand'],
    ['closed', 2, 'replaced'],
    ['open', 4, 'by-hand'],
    ['closed', 3, 'replaced'],
  ]);
});

test('somebody takes our identity: we come back under a new one, and a gap says so', async () => {
  const { server } = bench();
  const recorder = await bench().capture('twin').recording();
  const [identity = ''] = recorder.identities;
  await bench().publisher('twin', identity);
  await until('second link', () => recorder.sink.of('link').some((one) => one.link === 2));
  expect(story(recorder)).toEqual([
    ['open', 1, undefined],
    ['lost', 1, 'duplicate-identity'],
    ['open', 2, 'duplicate-identity'],
  ]);
  const told = recorder.states.flatMap((one) => ('error' in one ? [one.error.message] : []));
  expect(told[0]).toContain('another participant had its identity');
  expect(recorder.sink.of('gap').map((one) => one.reason)).toEqual(['link-lost']);
  expect(new Set(recorder.identities).size).toBe(recorder.identities.length);
  await until('both there', async () => {
    const there = await server.rooms().listParticipants('twin');
    return there.some((one) => one.identity === recorder.identities.at(-1));
  });
});

test('the server stands still for 5 s: nothing is lost, and there is no gap', async () => {
  const { server } = bench();
  const device = await bench().publisher('frozen', 'device');
  const recorder = await bench().capture('frozen').recording();
  const flow = device.flow('tick', 800, 10);
  await until('flowing', () => recorder.sink.texts('tick').length > 10);
  server.pause();
  await sleep(5_000);
  server.resume();
  await flow;
  await allThere(recorder, 'tick', 800);
  expect(recorder.sink.of('gap')).toEqual([]);
});

test('a token that is not renewed: a new link before it runs out', async () => {
  // A link lives half a minute at least.
  const count = full ? 4_500 : 3_600;
  const { server } = bench();
  const change = (response: SignalResponse): SignalResponse | null =>
    response.message.case === 'refreshToken' ? null : response;
  const network = await bench().network({ change });
  const device = await bench().publisher('expiring', 'device');
  let asked = 0;
  const requestGrant = async (): Promise<{ url: string; token: string; identity: string }> => {
    asked += 1;
    const identity = `rec-${asked}`;
    const ttl = asked === 1 ? 70 : 3_600;
    const token = new AccessToken(server.apiKey, server.apiSecret, { identity, ttl });
    token.addGrant({ roomJoin: true, room: 'expiring', hidden: true, recorder: true });
    return { url: network.url, token: await token.toJwt(), identity };
  };
  const recorder = await bench().capture('expiring', { requestGrant }).recording();
  await device.flow('tick', count, 10);
  await allThere(recorder, 'tick', count);
  expect(story(recorder)).toEqual([
    ['open', 1, undefined],
    ['open', 2, 'token-expiry'],
    ['closed', 1, 'replaced'],
  ]);
  expect(recorder.sink.of('gap')).toEqual([]);
}, 120_000);

test('what data tracks are and how the connection is judged is recorded as the server tells it, once', async () => {
  const network = await bench().network();
  const device = await bench().publisher('told', 'device');
  const recorder = await bench().capture('told', { url: network.url }).recording();
  await until('the device is known', () => recorder.sink.of('participant').length > 0);
  const sid = recorder.sink.of('participant')[0]?.sid ?? '';
  const track = { publisherIdentity: 'device', publisherSid: sid, trackSid: 'DTR_1' };
  const handles = new DataTrackSubscriberHandles({ subHandles: { 7: track } });
  const updates = [{ participantSid: sid, quality: ConnectionQuality.LOST, score: 1 }];
  const quality = new ConnectionQualityUpdate({ updates });
  for (let times = 0; times < 2; times += 1) {
    network.signal.inject(
      new SignalResponse({ message: { case: 'dataTrackSubscriberHandles', value: handles } }),
    );
    network.signal.inject(
      new SignalResponse({ message: { case: 'connectionQuality', value: quality } }),
    );
  }
  const judged = (): unknown[] =>
    recorder.sink
      .of('participant')
      .filter(({ event, quality }) => event === 'quality' && quality === 'lost');
  await until('both are told', () => judged().length > 0 && recorder.sink.of('track').length > 0);
  expect(recorder.sink.of('track')).toMatchObject([
    { event: 'subscribed', link: 1, handle: 7, trackSid: 'DTR_1', identity: 'device', sid },
  ]);
  expect(judged()).toMatchObject([{ identity: 'device', sid }]);
  await device.leave();
});
