import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataPacket_Kind } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { useBench } from './testing/bench.ts';
import { until } from './testing/recorder.ts';

const bench = useBench();

function metadataOf(sessionId: string): string {
  return `|session_id:${sessionId}|project_id:77777777-2222-4333-8444-555555555555|comments:a|b: c|`;
}

/** A leave is worked off by the server in its own time. */
function untilEmpty(server: ReturnType<typeof bench>['server'], room: string): Promise<void> {
  return until(`${room} is empty`, async () => {
    const there = await server.rooms().listParticipants(room);
    return there.length === 0;
  });
}

test('the room of the expected session is recorded, from the first packet on', async () => {
  const { server, capture } = bench();
  const sessionId = randomUUID();
  await server.rooms().createRoom({ name: 'right', metadata: metadataOf(sessionId) });
  const recorder = await capture('right', { expectedSessionId: sessionId }).recording();
  expect(recorder.states.at(-1)).toMatchObject({ metadata: metadataOf(sessionId) });
  await server.rooms().sendData('right', Buffer.from('x'), DataPacket_Kind.RELIABLE, {});
  await until('packet', () => recorder.sink.packets.length === 1);
  const [room] = recorder.sink.of('room');
  expect(room).toMatchObject({ event: 'joined', name: 'right', metadata: metadataOf(sessionId) });
});

test('packets are held until the metadata comes, and then recorded in order', async () => {
  const { server, capture } = bench();
  const sessionId = randomUUID();
  const recorder = capture('late-metadata', { expectedSessionId: sessionId });
  await until('checking', () => recorder.state === 'checking');
  const send = (text: string): Promise<void> =>
    server.rooms().sendData('late-metadata', Buffer.from(text), DataPacket_Kind.RELIABLE, {
      topic: 'held',
    });
  await send('1');
  await send('2');
  await until('both received', () => recorder.capture.stats().packets === 2);
  expect(recorder.sink.packets).toEqual([]);
  expect(recorder.sink.events).toEqual([]);
  await server.rooms().updateRoomMetadata('late-metadata', metadataOf(sessionId));
  await recorder.recording();
  await send('3');
  await until('all', () => recorder.sink.packets.length === 3);
  expect(recorder.sink.texts('held')).toEqual(['1', '2', '3']);
  expect(recorder.sink.of('room').map((one) => one.event)).toEqual(['joined', 'changed']);
  const arrivals = recorder.sink.packets.map((one) => one.arrival.monotonic);
  expect(arrivals).toEqual([...arrivals].sort((a, b) => Number(a - b)));
});

test.each([
  ['without metadata', '', null],
  [
    'of another session',
    metadataOf('11111111-2222-4333-8444-555555555555'),
    '11111111-2222-4333-8444-555555555555',
  ],
])('a room %s is left again, and nothing of it is recorded', async (name, metadata, found) => {
  const { server, capture } = bench();
  await server.rooms().createRoom({ name, metadata });
  const recorder = capture(name, { expectedSessionId: randomUUID() });
  await until('checking', () => recorder.state === 'checking');
  await server.rooms().sendData(name, Buffer.from('x'), DataPacket_Kind.RELIABLE, {});
  await until('over', () => recorder.state !== 'checking');
  expect(recorder.states.at(-1)).toEqual({ state: 'ghost', foundSessionId: found });
  expect(recorder.sink.packets).toEqual([]);
  expect(recorder.sink.events).toEqual([]);
  await untilEmpty(server, name);
});

test('a room that turns to another session while it is recorded is left', async () => {
  const { server, capture } = bench();
  const [ours, theirs] = [randomUUID(), randomUUID()];
  await server.rooms().createRoom({ name: 'turning', metadata: metadataOf(ours) });
  const recorder = await capture('turning', { expectedSessionId: ours }).recording();
  await server.rooms().updateRoomMetadata('turning', metadataOf(theirs));
  await until('ghost', () => recorder.state === 'ghost');
  expect(recorder.states.at(-1)).toEqual({ state: 'ghost', foundSessionId: theirs });
  expect(recorder.sink.of('link').at(-1)).toMatchObject({
    event: 'closed',
    reason: 'other-session',
  });
});

test('the recorder is hidden from participants, marked as recorder for the server', async () => {
  const { server, capture, publisher } = bench();
  const device = await publisher('hidden', 'device-1');
  const recorder = await capture('hidden').recording();
  const listed = await server.rooms().listParticipants('hidden');
  const us = listed.find((one) => one.identity === recorder.identities[0]);
  expect(us?.permission).toMatchObject({ hidden: true, recorder: true, canPublishData: false });
  await device.publish(Buffer.from('x'));
  await until('packet', () => recorder.sink.packets.length === 1);
  expect(await device.sees()).toEqual([]);
  expect(recorder.sink.of('participant').map((one) => one.identity)).toEqual(['device-1']);
});

test('participants: present, joined, changed, left', async () => {
  const { capture, publisher } = bench();
  const first = await publisher('people', 'first');
  const recorder = await capture('people').recording();
  const second = await publisher('people', 'second');
  await second.setMetadata('seat 4');
  await until('metadata', () =>
    recorder.sink.of('participant').some((one) => one.metadata === 'seat 4'),
  );
  expect(
    recorder.capture
      .stats()
      .participants.map((one) => one.identity)
      .sort(),
  ).toEqual(['first', 'second']);
  await second.leave();
  await until('left', () => recorder.sink.of('participant').some((one) => one.event === 'left'));
  const story = recorder.sink.of('participant').map(({ event, identity }) => [event, identity]);
  expect(story[0]).toEqual(['present', 'first']);
  expect(story.at(-1)).toEqual(['left', 'second']);
  expect(story).toContainEqual(['joined', 'second']);
  const left = recorder.sink.of('participant').at(-1);
  expect(left).toMatchObject({ reason: 'client-initiated', participantKind: 'standard' });
  expect(left?.joinedAt).toMatch(/^\d{13}$/);
  expect(recorder.capture.stats().participants.map((one) => one.identity)).toEqual(['first']);
  await first.leave();
});

test('a deleted room ends the recording; the room is not made again', async () => {
  const { server, capture } = bench();
  const recorder = await capture('deleted').recording();
  await server.rooms().deleteRoom('deleted');
  await until('ended', () => recorder.state === 'ended');
  expect(recorder.states.at(-1)).toEqual({ state: 'ended', reason: 'room-deleted' });
  expect(recorder.sink.of('room').at(-1)).toMatchObject({ event: 'ended', reason: 'room-deleted' });
  expect(recorder.sink.of('link').map((one) => one.event)).toEqual(['open', 'closed']);
  expect(recorder.sink.of('gap')).toEqual([]);
  await sleep(1_000);
  expect(await server.rooms().listRooms(['deleted'])).toEqual([]);
});

test('a recorder removed through the API stays away', async () => {
  const { server, capture } = bench();
  const recorder = await capture('removed').recording();
  await server.rooms().removeParticipant('removed', recorder.identities[0] ?? '');
  await until('ended', () => recorder.state === 'ended');
  expect(recorder.states.at(-1)).toEqual({ state: 'ended', reason: 'removed' });
});

test('stop leaves the room and says so', async () => {
  const { server, capture } = bench();
  const recorder = await capture('stopped').recording();
  await recorder.capture.stop();
  expect(recorder.state).toBe('stopped');
  expect(recorder.sink.of('link').at(-1)).toMatchObject({ event: 'closed', reason: 'stopped' });
  await untilEmpty(server, 'stopped');
});
