/** livekit-room.json: what keeps a room open, what closes it, and what its clients are told. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RoomServiceClient } from 'livekit-server-sdk';
import { expect } from 'vitest';
import type { RoomGrants, SessionAnswer } from './api-client.ts';
import { joinRoom } from './clients.ts';
import type { Client } from './clients.ts';
import { roomExchangeSchema } from './exchanges.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const file = 'livekit-room';
/** Keeps the listener away, so that the room lives as LiveKit lets it. */
const unheard = { comments: 'a|b', emptyTimeout: 5 };

export async function replayRoomLife(world: World, rooms: RoomServiceClient): Promise<void> {
  const [closed, [duplicate, removed]] = await Promise.all([
    recorderDoesNotHold(world, rooms),
    hiddenClientHolds(world, rooms),
    listenerHolds(world, rooms),
  ]);
  const deleted = [
    await reasonAfter(world, 'POST', (id) => `/sessions/${id}/stop`),
    await reasonAfter(world, 'DELETE', (id) => `/sessions/${id}`),
  ];
  expect(new Set(deleted).size).toBe(1);

  const name = 'disconnect reasons that a client sees';
  const { reasons } = world.ledger.take(file, name, roomExchangeSchema);
  world.check(
    file,
    name,
    world.matcher.compare(reasons, {
      'POST …/stop or DELETE session': deleted[0],
      'another participant joins with the same identity (the older connection is closed)':
        duplicate,
      'the room closes because it is empty (20 s after the last ordinary participant left)': closed,
      'removed through the LiveKit API': removed,
    }),
  );
  // Its three sentences are what the three functions below have shown.
  const { observed = {} } = world.ledger.take(
    file,
    'grants and the life of a room',
    roomExchangeSchema,
  );
  expect(Object.keys(observed)).toEqual([
    "server's own room_listener (hidden: true, recorder: false) in the room",
    'client with recorder: true',
    'client with recorder: false, hidden: true',
  ]);
}

/** "the room never empties: emptyTimeout 5 and nobody else in the room, still open after 45 s …" */
async function listenerHolds(world: World, rooms: RoomServiceClient): Promise<void> {
  const session = await world.api.create({ name: 'held by the listener', emptyTimeout: 5 });
  await sleep(45_000);
  expect(await rooms.listRooms([session.name])).toHaveLength(1);
  expect((await world.api.session(session.id)).status).toBe('Started');
  expect((await world.api.stop(session.id)).status).toBe('Stopped');
}

/** "does not keep the room open; the room's active_recording flag becomes true for everybody" */
async function recorderDoesNotHold(world: World, rooms: RoomServiceClient): Promise<string> {
  const session = await world.api.create({ name: 'not held by a recorder', ...unheard });
  const student = await join(world, session, 'student', {});
  const recorder = await join(world, session, 'recorder', { hidden: true, recorder: true });
  await until('the flag', () => (student.room.isRecording ? true : null));
  expect((await rooms.listRooms([session.name]))[0]?.activeRecording).toBe(true);
  await student.leave();
  return recorder.disconnected;
}

/** "keeps the room open (no end 70 s after the last ordinary participant left); active_recording stays false" */
async function hiddenClientHolds(
  world: World,
  rooms: RoomServiceClient,
): Promise<readonly [duplicate: string, removed: string]> {
  const session = await world.api.create({ name: 'held by a hidden client', ...unheard });
  const first = await join(world, session, 'student', {});
  const hidden = await join(world, session, 'hidden', { hidden: true, recorder: false });
  const second = await join(world, session, 'student', {});
  const duplicate = await first.disconnected;
  expect(second.room.isRecording).toBe(false);
  await rooms.removeParticipant(session.name, 'student');
  const removed = await second.disconnected;
  await sleep(70_000);
  expect((await rooms.listRooms([session.name]))[0]?.activeRecording).toBe(false);
  expect(hidden.room.isConnected).toBe(true);
  await hidden.leave();
  return [duplicate, removed];
}

async function reasonAfter(
  world: World,
  method: string,
  path: (sessionId: string) => string,
): Promise<string> {
  const session = await world.api.create({ name: `ended by ${method}`, ...unheard });
  const client = await join(world, session, 'student', {});
  expect((await world.api.call(method, path(session.id)))?.status).toBe(200);
  return client.disconnected;
}

async function join(
  world: World,
  session: SessionAnswer,
  identity: string,
  grants: RoomGrants,
): Promise<Client> {
  const token = await world.api.roomToken(session, identity, grants);
  return joinRoom(world.standIn.config.livekit.url, token);
}
