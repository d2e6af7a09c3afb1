/**
 * Replays every exchange of the fixtures against the stand-in, with a real LiveKit server and a real
 * RabbitMQ broker. The last test fails when one was left out.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispose } from '@livekit/rtc-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reservePort } from '../services/free-port.ts';
import { LiveKit } from '../services/livekit.ts';
import { RabbitMq } from '../services/rabbitmq.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { replayAnnouncements } from './replay/announcements.ts';
import { replayConsumer } from './replay/broker-story.ts';
import {
  replayBrokerLogin,
  replayLostBroker,
  replayUnacknowledged,
} from './replay/broker-faults.ts';
import { replayFullPool } from './replay/full-pool.ts';
import { Ledger } from './replay/ledger.ts';
import { replayPlainFiles } from './replay/plain-exchanges.ts';
import { replayRoomLife } from './replay/room-life.ts';
import {
  replayEarlyStop,
  replayIllLiveKit,
  replayNoEgress,
  replayRestart,
} from './replay/server-faults.ts';
import { replayDay } from './replay/story.ts';
import { brokerOptions, liveKitOptions, World } from './replay/world.ts';

/** What the recorder never does: a person does it once, on SyncFlow's website. */
const left = [
  'sign up',
  'sign up again',
  'log in, wrong password',
  'log in, unknown user',
  'log in',
  'make a project',
  'storage type other than s3',
  'make an API key (the only answer that shows the secret)',
  'list API keys',
  'remove the API key',
  'remove the project',
].map((name) => `account-setup: ${name}`);

const folder = makeThrowawayFolder();
const ledger = new Ledger(join(import.meta.dirname, 'fixtures'));
const port = await reservePort();
const deadPort = await reservePort();
const livekit = await LiveKit.create({ folder });
/** For those that wait long, so that room names do not meet. */
const slowLivekit = await LiveKit.create({ folder, name: 'slow-livekit' });
const broker = await RabbitMq.create({ folder, authUrl: `http://127.0.0.1:${port}/rmq/auth` });
appendFileSync(join(folder, broker.name, 'rabbitmq.conf'), 'consumer_timeout = 5000\n');

beforeAll(async () => {
  await Promise.all([livekit.start(), slowLivekit.start(), broker.start()]);
});

afterAll(async () => {
  await dispose();
  await Promise.all([livekit.stop(), slowLivekit.stop(), broker.stop()]);
  removeThrowawayFolder(folder);
});

/** A stand-in on the main LiveKit server, with the broker, for the time of `work`. */
async function withBroker(work: (world: World) => Promise<void>): Promise<void> {
  await withWorld({ livekit: liveKitOptions(livekit), broker: brokerOptions(broker), port }, work);
}

async function alone(work: (world: World) => Promise<void>): Promise<void> {
  await withWorld({ livekit: liveKitOptions(slowLivekit) }, work);
}

async function withWorld(
  options: Parameters<typeof World.start>[1],
  work: (world: World) => Promise<void>,
): Promise<void> {
  const world = await World.start(ledger, options);
  try {
    await work(world);
  } finally {
    await world.standIn.close();
    const rooms = options.livekit.url === livekit.wsUrl ? livekit.rooms() : null;
    for (const { name } of (await rooms?.listRooms()) ?? []) await rooms?.deleteRoom(name);
  }
}

describe.concurrent('what waits long', { timeout: 180_000 }, () => {
  it('a full pool of database connections', () =>
    alone((world) => replayFullPool(world, slowLivekit.rooms())));

  it('the life of a room', () => alone((world) => replayRoomLife(world, slowLivekit.rooms())));

  it('a restart of the server', () => alone((world) => replayRestart(world, slowLivekit.rooms())));

  it('a consumer that does not acknowledge', () => replayUnacknowledged(ledger, broker));

  it('the day in a project', () => withBroker((world) => replayDay(world, livekit.rooms())));
});

describe('one after the other', { timeout: 90_000 }, () => {
  it('tokens, paths, projects', () => withBroker(replayPlainFiles));

  it('a consumer of announcements', () => withBroker((world) => replayConsumer(world, broker)));

  it('announcements', () => withBroker((world) => replayAnnouncements(world, broker)));

  it('an early stop', () => alone((world) => replayEarlyStop(world, slowLivekit.rooms())));

  it('LiveKit without egress', () => withBroker(replayNoEgress));

  it('LiveKit down or refusing', () => replayIllLiveKit(ledger, livekit, deadPort));

  it('a broker that was restarted', () =>
    withBroker((world) => replayLostBroker(world, broker, livekit.rooms())));

  it('a server that does not answer the broker', () =>
    withBroker((world) => replayBrokerLogin(world, broker)));
});

it('nothing was left out', () => {
  expect(ledger.untaken).toEqual(left);
  expect(ledger.replayed).toBe(ledger.size - left.length);
});
