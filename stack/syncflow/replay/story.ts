/**
 * The day in the fixtures' project, in the order in which it was captured: devices, sessions, people,
 * ends, ghosts. One stand-in, and every made-up id means the same throughout.
 */
import type { RoomServiceClient } from 'livekit-server-sdk';
import { roomExchangeSchema } from './exchanges.ts';
import { endDay } from './story-end.ts';
import { letPeopleIn, lookAtPeople, stopSessions } from './story-people.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

export async function replayDay(world: World, rooms: RoomServiceClient): Promise<void> {
  await world.replay('project-summarize', 'nothing yet');
  await world.replay('session-list', 'none');
  await registerDevices(world);
  await createSessions(world, rooms);
  const people = await letPeopleIn(world);
  await lookAtPeople(world);
  await askForTokens(world);
  await stopSessions(world, people);
  await endDay(world, rooms);
}

async function registerDevices(world: World): Promise<void> {
  await world.replayAll('device-register', [
    'first',
    'the same again makes a second device; no comments',
    'another group; unknown fields are ignored',
    'missing field',
    'wrong type',
    'malformed JSON',
    'wrong content type',
    'group or name longer than 50 characters',
  ]);
  await world.replay('device-list', 'two groups');
  await world.replayAll('device-get', ['device', 'unknown id', 'id is not a UUID']);
}

async function createSessions(world: World, rooms: RoomServiceClient): Promise<void> {
  await world.replayAll('session-create', ['unregistered groups', 'all fields']);
  await until('the listener, counted by LiveKit', async () => {
    const [room] = await rooms.listRooms(['Pilot 1']);
    return room?.numParticipants === 1 ? room : null;
  });
  await world.replay(
    'session-create',
    'empty object: random name, and the defaults that the room got (600 s, 100) are reported as 0',
  );
  await compareRooms(world, rooms);
  await world.replayAll('session-create', [
    'name of an active room (of any project on that LiveKit server)',
    'null body',
    'malformed JSON',
    'wrong type',
    'name longer than 50 characters (the room is made all the same)',
  ]);
  // Throws when there is no such room.
  await rooms.deleteRoom('n'.repeat(51));
  await world.replay(
    'session-create',
    'names are free text: a client must make its own safe file name',
  );
}

async function compareRooms(world: World, rooms: RoomServiceClient): Promise<void> {
  const name = 'rooms as LiveKit lists them after create-session';
  const { rooms: expected = [] } = world.ledger.take('livekit-room', name, roomExchangeSchema);
  const listed = await rooms.listRooms(
    expected.map((room) => world.matcher.ids.translate(room.name)),
  );
  const actual = expected.map((room) => {
    const found = listed.find((other) => other.name === world.matcher.ids.translate(room.name));
    if (found === undefined) return null;
    const { sid, emptyTimeout, departureTimeout, maxParticipants } = found;
    const { numParticipants, metadata } = found;
    const limits = { emptyTimeout, departureTimeout, maxParticipants };
    return { name: found.name, sid, ...limits, numParticipants, metadata };
  });
  world.check('livekit-room', name, world.matcher.compare(expected, actual));
}

/** All of the file but the last, which needs a stopped session. The first was replayed on joining. */
async function askForTokens(world: World): Promise<void> {
  const left = world.ledger.untakenIn('session-token').filter((name) => name !== 'stopped session');
  await world.replayAll('session-token', left);
}
