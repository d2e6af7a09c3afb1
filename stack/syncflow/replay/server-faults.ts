/** server-faults.json: ill LiveKit servers, a restart, and a session that was stopped too early. */
import type { RoomServiceClient } from 'livekit-server-sdk';
import { expect } from 'vitest';
import type { LiveKit } from '../../services/livekit.ts';
import { observationSchema } from './exchanges.ts';
import { freeConnections } from './full-pool.ts';
import type { Ledger } from './ledger.ts';
import { until } from './until.ts';
import { liveKitOptions, World } from './world.ts';

const file = 'server-faults';
const noRoom =
  'twirp error: twirp error: not_found: twirp error unknown: requested room does not exist';

/** LiveKit itself says it: the stack's has no Redis. */
export async function replayNoEgress(world: World): Promise<void> {
  const session = await world.api.create({ name: 'no egress' });
  world.standIn.faults.set({ askForEgress: true });
  await world.replay(file, 'LiveKit without Redis (so without egress), one session Started: list');
  const status = async (path: string): Promise<number | undefined> =>
    (await world.api.call('GET', path))?.status;
  expect(await status(`/sessions/${session.id}`)).toBe(500);
  expect(await status('/summarize')).toBe(500);
  expect(await status(`/sessions/${session.id}/participants`)).toBe(200);
  await world.api.roomToken(session, 'student');
  await world.api.stop(session.id);
  expect(await status('/sessions')).toBe(200);
  expect(await status('/summarize')).toBe(200);
}

export async function replayIllLiveKit(
  ledger: Ledger,
  livekit: LiveKit,
  deadPort: number,
): Promise<void> {
  const good = liveKitOptions(livekit);
  const cases = [
    ['LiveKit down', { ...good, apiUrl: `http://127.0.0.1:${deadPort}` }],
    ["the project's LiveKit key is wrong", { ...good, key: 'wrong-key' }],
  ] as const;
  for (const [name, options] of cases) {
    const world = await World.start(ledger, { livekit: options });
    try {
      await world.replay(file, name);
    } finally {
      await world.standIn.close();
    }
  }
}

export async function replayRestart(world: World, rooms: RoomServiceClient): Promise<void> {
  const name = 'SyncFlow server restarted while sessions were Started';
  const { observed } = world.ledger.take(file, name, observationSchema);
  const session = await world.api.create({ name: 'restarted', emptyTimeout: 5 });
  await until('the listener', async () => (await world.api.identities(session.id)).at(0));
  await world.standIn.restart();
  const shown: string[] = [];

  // LiveKit works the leaving off in its own time, which a busy machine stretches.
  const hasLeft = async (): Promise<true | null> =>
    (await rooms.listParticipants(session.name)).length === 0 ? true : null;
  await until('the leaving of the listener', hasLeft);
  const isGone = async (): Promise<true | null> =>
    (await rooms.listRooms([session.name])).length === 0 ? true : null;
  await until('the end of the room', isGone, 45);
  shown.push('its room_listener participants are gone, so the rooms close when empty');

  expect(await world.api.sessions()).toMatchObject([{ id: session.id, status: 'Started' }]);
  shown.push('the sessions stay Started for ever (see session-ghost.json)');

  const refused = { status: 500, body: { status: 500, message: noRoom } };
  expect(await world.api.call('POST', `/sessions/${session.id}/stop`)).toEqual(refused);
  expect(await world.api.call('DELETE', `/sessions/${session.id}`)).toEqual(refused);
  expect(await world.api.sessions()).toEqual([]);
  shown.push('stop answers 500, delete answers 500 but removes the session');
  expect(shown).toEqual(observed);
}

export async function replayEarlyStop(world: World, rooms: RoomServiceClient): Promise<void> {
  const name = 'a session stopped within about a second of its creation';
  const { observed } = world.ledger.take(file, name, observationSchema);
  const shown: string[] = [];
  const session = await world.api.create({ name: 'early' });
  await until('the listener on its way', () => {
    const [{ listener } = { listener: null }] = world.standIn.state().sessions;
    return listener === 'joining' ? listener : null;
  });
  await world.api.stop(session.id);
  expect(await rooms.listRooms([session.name])).toEqual([]);
  const room = await until('the new room', async () => (await rooms.listRooms([session.name]))[0]);
  expect(room.metadata).toBe('');
  shown.push(
    "the server's room_listener can join after the room was deleted, which makes a new room of that name without metadata",
  );

  expect(await world.api.sessions()).toMatchObject([{ status: 'Stopped' }]);
  const message =
    'Session name "early" session already exists and is active, please stop the session';
  const refused = { status: 400, body: { status: 400, message } };
  expect(await world.api.call('POST', '/create-session', { name: 'early' })).toEqual(refused);
  shown.push(
    'create-session with that name then answers 400 "already exists and is active" although no session of that name is Started',
  );

  await freeConnections(world, 4);
  await rooms.deleteRoom(session.name);
  await freeConnections(world, 5);
  shown.push(
    'that room holds a database connection of the server until somebody deletes it or the server restarts',
  );
  expect(shown).toEqual(observed);
}
