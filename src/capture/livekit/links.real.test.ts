import { setTimeout as sleep } from 'node:timers/promises';
import { DataPacket_Kind } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import type { GapRecord } from '../../shared/records.ts';
import { useBench } from './testing/bench.ts';
import { now, until, type TestRecorder } from './testing/recorder.ts';

const bench = useBench();

function numbers(topic: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${topic} ${index + 1}`);
}

function story(recorder: TestRecorder): unknown[] {
  return recorder.sink.of('link').map(({ event, link, reason }) => [event, link, reason]);
}

function gaps(recorder: TestRecorder): GapRecord['reason'][] {
  return recorder.sink.of('gap').map((one) => one.reason);
}

test('the websocket is cut: it is resumed, nothing is lost and there is no gap', async () => {
  const proxy = await bench().proxy();
  const device = await bench().publisher('ws-cut', 'device');
  const recorder = await bench().capture('ws-cut', { url: proxy.url }).recording();
  const flow = device.flow('tick', 300, 5);
  for (let cuts = 0; cuts < 3; cuts += 1) {
    await sleep(200);
    const passed = proxy.passed;
    proxy.cut(false);
    await until('resumed', () => proxy.passed > passed);
  }
  await flow;
  await until('all there', () => recorder.sink.texts('tick').length >= 300);
  expect(recorder.sink.texts('tick')).toEqual(numbers('tick', 300));
  expect(gaps(recorder)).toEqual([]);
  // A machine that stands still for seconds may need a successor for one of the cuts, never for each.
  expect(recorder.identities.length).toBeLessThan(3);
  if (recorder.identities.length === 1) {
    expect(story(recorder)).toEqual([['open', 1, undefined]]);
  }
});

test('a participant who left while the websocket was away is noticed on resuming', async () => {
  const proxy = await bench().proxy();
  const device = await bench().publisher('left-unseen', 'device');
  const recorder = await bench().capture('left-unseen', { url: proxy.url }).recording();
  proxy.cut(true);
  await device.leave();
  await until('the server knows', async () => {
    const there = await bench().server.rooms().listParticipants('left-unseen');
    return there.length === 1;
  });
  proxy.restore();
  await until('left', () => recorder.sink.of('participant').at(-1)?.event === 'left');
  expect(recorder.sink.of('participant').at(-1)).toMatchObject({ identity: 'device' });
});

test('the websocket stays away: a successor takes over without a gap', async () => {
  const proxy = await bench().proxy();
  const device = await bench().publisher('handover', 'device');
  const recorder = await bench().capture('handover', { url: proxy.url }).recording();
  proxy.cut(true);
  const flow = device.flow('tick', 800, 10);
  await sleep(6_000);
  expect(recorder.state).toBe('recording');
  proxy.restore();
  await flow;
  await until('replaced', () => recorder.sink.of('link').length === 3);
  await until('all there', () => recorder.sink.texts('tick').length >= 800);
  expect(recorder.sink.texts('tick')).toEqual(numbers('tick', 800));
  expect(story(recorder)).toEqual([
    ['open', 1, undefined],
    ['open', 2, 'server-unreachable'],
    ['closed', 1, 'replaced'],
  ]);
  expect(gaps(recorder)).toEqual([]);
  expect(new Set(recorder.identities).size).toBe(recorder.identities.length);
  expect(recorder.sink.of('participant').map((one) => one.event)).toEqual(['present']);
});

test('unnumbered packets that come over both links are recorded once', async () => {
  const proxy = await bench().proxy(false);
  const { server } = bench();
  const recorder = await bench().capture('twice', { url: proxy.url }).recording();
  proxy.cut(false);
  // v0 cannot resume, so a successor opens at once; the old link goes on meanwhile.
  await until('successor', () => recorder.sink.of('link').some((one) => one.link === 2));
  for (let count = 0; count < 20; count += 1) {
    await server.rooms().sendData('twice', Buffer.from(`${count}`), DataPacket_Kind.RELIABLE, {
      topic: 'once',
    });
  }
  await until('closed', () => recorder.sink.of('link').at(-1)?.event === 'closed');
  await until('all', () => recorder.sink.texts('once').length >= 20);
  expect(recorder.sink.texts('once').length).toBe(20);
  expect(recorder.sink.of('link').map((one) => one.transport)).toEqual(['v0', 'v0', 'v0']);
  expect(gaps(recorder)).toEqual([]);
});

test('a server that knows only v0 is recorded too', async () => {
  const proxy = await bench().proxy(false);
  const device = await bench().publisher('old-server', 'device');
  const recorder = await bench().capture('old-server', { url: proxy.url }).recording();
  await device.flow('tick', 50, 1);
  await device.publish(Buffer.from('lossy'), { reliable: false, topic: 'lossy' });
  await until('all there', () => recorder.sink.packets.length === 51);
  expect(recorder.sink.texts('tick')).toEqual(numbers('tick', 50));
  expect(recorder.sink.of('link')[0]).toMatchObject({ transport: 'v0', event: 'open' });
});

test('the server is killed and comes back: a gap says so, and recording goes on', async () => {
  const { server } = bench();
  const before = await bench().publisher('killed', 'device');
  const recorder = await bench().capture('killed').recording();
  await before.flow('before', 20, 2);
  await until('before', () => recorder.sink.texts('before').length === 20);
  await server.kill();
  const killedBy = now().wall;
  await before.kill();
  await server.start();
  await until('second link', () => recorder.sink.of('link').some((one) => one.link === 2));
  const after = await bench().publisher('killed', 'device');
  await after.flow('after', 20, 2);
  await until('after', () => recorder.sink.texts('after').length === 20);
  await recorder.capture.stop();
  expect(recorder.sink.texts('after')).toEqual(numbers('after', 20));
  const [gap, ...others] = recorder.sink.of('gap');
  expect(others).toEqual([]);
  expect(gap).toMatchObject({
    reason: 'link-lost',
    senders: [{ identity: 'device', last: 20 }],
  });
  expect(BigInt(gap?.from ?? 0)).toBeLessThanOrEqual(killedBy);
  expect(BigInt(gap?.to ?? 0)).toBeGreaterThan(killedBy);
  const lost = recorder.sink.of('link').find((one) => one.event === 'lost');
  expect(lost).toMatchObject({ link: 1 });
  expect(recorder.sink.of('link').find((one) => one.link === 2)).toMatchObject({ replaces: 1 });
});

test('the server is killed, and recording is stopped before it is back: a gap up to the end', async () => {
  const { server } = bench();
  const device = await bench().publisher('killed at the end', 'device');
  const recorder = await bench().capture('killed at the end').recording();
  await device.flow('before', 20, 2);
  await until('before', () => recorder.sink.texts('before').length === 20);
  await server.kill();
  await device.kill();
  // It has been tried, in vain, to join again; the media is not believed to be dead for half a minute.
  await until('tried', () => recorder.identities.length >= 3);
  const stoppedAt = now().wall;
  await recorder.capture.stop();
  await server.start();
  const [gap, ...others] = recorder.sink.of('gap');
  expect(others).toEqual([]);
  expect(gap).toMatchObject({ reason: 'link-lost', senders: [{ identity: 'device', last: 20 }] });
  expect(BigInt(gap?.from ?? 0)).toBeLessThan(stoppedAt);
  expect(BigInt(gap?.to ?? 0)).toBeGreaterThanOrEqual(stoppedAt);
});

test('joining late: what each sender sent before is named', async () => {
  const device = await bench().publisher('late', 'device');
  await device.flow('early', 30, 1);
  const recorder = await bench()
    .capture('late', { sessionStartedAt: now().wall - 60_000_000_000n })
    .recording();
  await device.flow('seen', 5, 1);
  await until('seen', () => recorder.sink.texts('seen').length === 5);
  await until('both gaps', () => gaps(recorder).length === 2);
  expect(gaps(recorder)).toEqual(['late-join', 'sequence']);
  expect(recorder.sink.of('gap')[1]).toMatchObject({
    identity: 'device',
    firstMissing: 1,
    // A slow server may still hand out the last of the early ones.
    lastMissing: 30 - recorder.sink.texts('early').length,
  });
});

test('a recorder that was not running says since when, and what is missing', async () => {
  const device = await bench().publisher('restart', 'device');
  const first = await bench().capture('restart').recording();
  await device.flow('first', 10, 1);
  await until('first', () => first.sink.texts('first').length === 10);
  const witness = await bench().capture('restart').recording();
  await first.capture.stop();
  await device.flow('missed', 7, 1);
  // A busy server may pass them on late: not to the recorder that comes back, if another has them.
  await until('missed by one alone', () => witness.sink.texts('missed').length === 7);
  const last = first.sink.packets.at(-1);
  const sid = last?.packet.sid ?? '';
  const lastArrival = last?.arrival.wall ?? 0n;
  const senders = [{ identity: 'device', sid, last: 10 }];
  const second = await bench()
    .capture('restart', { resume: { lastArrival, lastLink: 1, senders } })
    .recording();
  await device.flow('second', 5, 1);
  await until('second', () => second.sink.texts('second').length === 5);
  await until('both gaps', () => gaps(second).length === 2);
  expect(second.sink.of('gap')).toMatchObject([
    { reason: 'recorder-restart', from: String(lastArrival), senders },
    {
      reason: 'sequence',
      sid,
      firstMissing: 11,
      lastMissing: 17 - second.sink.texts('missed').length,
    },
  ]);
  expect(second.sink.of('link')[0]).toMatchObject({ event: 'open', link: 2 });
});

test('a device that joins while we record and speaks to others first is no gap', async () => {
  const recorder = await bench().capture('rpc-first').recording();
  await sleep(1_500);
  const device = await bench().publisher('rpc-first', 'device');
  await device.publish(Buffer.from('to another'), { destinations: ['somebody-else'] });
  await device.publish(Buffer.from('to all'), { topic: 'all' });
  await until('announced', () => recorder.sink.of('participant').length > 0);
  await until('received', () => recorder.sink.packets.length > 0);
  await recorder.capture.stop();
  expect(recorder.sink.packets[0]?.packet).toMatchObject({ topic: 'all', sequence: 2 });
  expect(gaps(recorder)).toEqual([]);
});

test('an unknown token, a plain connection and a server that is not there are told apart', async () => {
  const { server } = bench();
  const grant = (url: string) => () => Promise.resolve({ url, token: 'nonsense', identity: 'x' });
  const cases = [
    [{ requestGrant: grant(server.wsUrl) }, 'livekit-unauthorized'],
    [{ requestGrant: grant(server.wsUrl), plainHosts: [] }, 'plain-connection-refused'],
    [{ requestGrant: grant('ws://127.0.0.1:1') }, 'livekit-unreachable'],
    [{ url: `${server.wsUrl}/elsewhere` }, 'livekit-rejected'],
    [{ requestGrant: grant('no url') }, 'config-bad-value'],
  ] as const;
  for (const [options, code] of cases) {
    const recorder = bench().capture('errors', options);
    await until(code, () => recorder.states.length >= 2);
    expect(recorder.states[1]).toMatchObject({ state: 'connecting', error: { code } });
    await recorder.capture.stop();
    expect(recorder.state).toBe('stopped');
  }
});

test('a refused token is replaced at once, by one new grant', async () => {
  const { server } = bench();
  let asked = 0;
  const requestGrant = (): Promise<{ url: string; token: string; identity: string }> => {
    asked += 1;
    return Promise.resolve({ url: server.wsUrl, token: 'nonsense', identity: `x-${asked}` });
  };
  const recorder = bench().capture('refused', { requestGrant });
  await until('two attempts', () => recorder.states.length >= 2);
  expect(asked).toBe(2);
  await until('third attempt', () => asked === 3);
  await recorder.capture.stop();
});
