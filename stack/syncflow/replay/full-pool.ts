/** server-faults.json: all of SyncFlow's database connections are taken. */
import type { RoomServiceClient } from 'livekit-server-sdk';
import { expect } from 'vitest';
import { projectToken } from '../project-token.ts';
import { rawRequest } from './raw-request.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const file = 'server-faults';
const pilot = 'bbbbbbbb-0000-4000-8000-000000000001';

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

/** Waits until the stand-in has so many. */
export async function freeConnections(world: World, count: number): Promise<void> {
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
