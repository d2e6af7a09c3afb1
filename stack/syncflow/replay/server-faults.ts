/** server-faults.json: the ill server, its ill broker, its ill LiveKit. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RoomServiceClient } from 'livekit-server-sdk';
import { expect } from 'vitest';
import type { LiveKit } from '../../services/livekit.ts';
import type { RabbitMq } from '../../services/rabbitmq.ts';
import { projectToken } from '../project-token.ts';
import { closedBy, declareOwn, login, mustLogin, onChannel, openChannel } from './broker-client.ts';
import { brokerExchangeSchema, observationSchema } from './exchanges.ts';
import type { BrokerResult } from './exchanges.ts';
import type { Ledger } from './ledger.ts';
import { rawRequest } from './raw-request.ts';
import { until } from './until.ts';
import { exchangeName, liveKitOptions, World } from './world.ts';

const file = 'server-faults';
const pilot = 'bbbbbbbb-0000-4000-8000-000000000001';
const noRoom =
  'twirp error: twirp error: not_found: twirp error unknown: requested room does not exist';

/** Each Started session holds one of five database connections. Takes twice the 30 s of the wait. */
export async function replayFullPool(world: World, rooms: RoomServiceClient): Promise<void> {
  const stopped = await world.api.create({ name: 'Pilot 1' });
  world.matcher.ids.learn(pilot, stopped.id);
  await until('the listener', async () => (await world.api.identities(stopped.id)).at(0));
  await world.api.stop(stopped.id);
  await freeConnections(world, 5);
  for (const name of ['full 1', 'full 2', 'full 3', 'full 4']) await world.api.create({ name });
  await freeConnections(world, 1);
  await lasts30Seconds(() =>
    world.replay(file, 'four sessions Started at once: reading a Stopped one'),
  );
  expect((await world.api.call('GET', ''))?.status).toBe(200);
  const fifth = await world.api.create({ name: 'full 5' });
  await freeConnections(world, 0);
  await lasts30Seconds(() =>
    Promise.all([
      world.replay(file, 'five sessions Started at once: every call'),
      closes(world.api.call('POST', `/sessions/${fifth.id}/stop`)),
      closes(askAsBroker(world)),
    ]),
  );
  await rooms.deleteRoom(fifth.name);
  await freeConnections(world, 1);
  expect((await world.api.call('GET', ''))?.status).toBe(200);
}

async function freeConnections(world: World, count: number): Promise<void> {
  await until(`${count} free connections`, () =>
    world.standIn.state().freeDatabaseConnections === count ? true : null,
  );
}

async function lasts30Seconds(work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await work();
  expect(performance.now() - start).toBeGreaterThan(29_900);
}

async function closes(call: Promise<unknown>): Promise<void> {
  expect(await call).toBeNull();
}

function askAsBroker(world: World): Promise<unknown> {
  const query = new URLSearchParams({ username: projectToken(world.alpha), password: 'lab' });
  const path = `/rmq/auth/user?${query.toString()}`;
  return rawRequest(world.standIn.port, { method: 'GET', path, headers: {}, body: null });
}

/** The broker restarts and forgets the exchange; the stand-in does not connect again. */
export async function replayLostBroker(
  world: World,
  broker: RabbitMq,
  rooms: RoomServiceClient,
): Promise<void> {
  await world.api.register('lab');
  await broker.restart();
  await world.replay(
    file,
    'the server lost its own connection to the broker (it never reconnects): session with groups',
  );
  const [session] = await world.api.sessions();
  expect(session).toMatchObject({ name: 'Pilot 3', status: 'Started' });
  expect(await rooms.listRooms(['Pilot 3'])).toHaveLength(1);
  await world.replay(file, 'the same: registering a device');
  expect(world.standIn.state().devices).toHaveLength(2);

  const bind = async (): Promise<BrokerResult> => {
    const connection = await mustLogin(broker, projectToken(world.alpha), 'lab');
    const done = await onChannel(connection, async (channel) => {
      await channel.bindQueue(await declareOwn(channel), exchangeName, `${world.alpha.id}.lab`);
      return 'ok' as const;
    });
    await connection.close();
    return done === 'ok' ? done : { channelClosed: done };
  };
  compareBroker(
    world,
    'broker restarted: consumer binds its queue before the SyncFlow server was restarted',
    await bind(),
  );
  await world.standIn.restart();
  expect(await bind()).toBe('ok');
}

export async function replayBrokerLogin(world: World, broker: RabbitMq): Promise<void> {
  const { faults } = world.standIn;
  const refusal = async (): Promise<BrokerResult> => {
    const connection = await login(broker, projectToken(world.alpha), 'lab');
    return 'code' in connection ? { connectionClosed: connection } : { opened: true };
  };
  faults.set({ hang: ['broker-auth'], hangSeconds: 60 });
  const silent = await refusal();
  faults.reset();
  expect(await refusal()).toEqual({ opened: true });
  await world.standIn.close();
  const down = await refusal();
  expect(down).toEqual(silent);
  compareBroker(world, 'SyncFlow server down, or silent for 15 s: broker login', down);
}

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

/** Needs a broker with `consumer_timeout = 5000`. It looks once a minute. */
export async function replayUnacknowledged(ledger: Ledger, broker: RabbitMq): Promise<void> {
  const name =
    "consumer does not acknowledge: the broker's delivery timeout (30 min by default; 5 s was set here)";
  const connection = await mustLogin(broker, broker.user, broker.password);
  const channel = await openChannel(connection);
  const error = new Promise<unknown>((resolve) => channel.on('error', resolve));
  const queue = await declareOwn(channel);
  await channel.consume(queue, () => undefined);
  channel.sendToQueue(queue, Buffer.from('never acknowledged'));
  const { result } = ledger.take(file, name, brokerExchangeSchema);
  expect({ channelClosed: closedBy(await error) }).toEqual(result);
  await openChannel(connection);
  await connection.close();
}

export async function replayRestart(world: World, rooms: RoomServiceClient): Promise<void> {
  const name = 'SyncFlow server restarted while sessions were Started';
  const { observed } = world.ledger.take(file, name, observationSchema);
  const session = await world.api.create({ name: 'restarted', emptyTimeout: 5 });
  await until('the listener', async () => (await world.api.identities(session.id)).at(0));
  await world.standIn.restart();
  const shown: string[] = [];

  expect(await rooms.listParticipants(session.name)).toEqual([]);
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
  // The listener has seen the room and is on its way.
  await sleep(300);
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

function compareBroker(world: World, name: string, actual: BrokerResult): void {
  const { result } = world.ledger.take(file, name, brokerExchangeSchema);
  world.check(file, name, world.matcher.compare(result, actual));
}
