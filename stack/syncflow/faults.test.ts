/** The switches for ill behaviour, one by one, on real LiveKit and RabbitMQ. */
import type { Channel, ChannelModel } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reservePort } from '../services/free-port.ts';
import { LiveKit } from '../services/livekit.ts';
import { RabbitMq } from '../services/rabbitmq.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { projectToken } from './project-token.ts';
import { ApiClient } from './replay/api-client.ts';
import { declareOwn, mustLogin, onChannel, openChannel, tryLogin } from './replay/broker-client.ts';
import { until } from './replay/until.ts';
import { brokerOptions, exchangeName, liveKitOptions, projects } from './replay/world.ts';
import { startStandIn } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

const folder = makeThrowawayFolder();
const port = await reservePort();
const livekit = await LiveKit.create({ folder });
const broker = await RabbitMq.create({ folder, authUrl: `http://127.0.0.1:${port}/rmq/auth` });
const rooms = livekit.rooms();
const brokerLost =
  'Failed to connect to RabbitMQ: AMQP internal communication error: channel closed';

let standIn: StandIn;
let api: ApiClient;

beforeAll(async () => {
  await Promise.all([livekit.start(), broker.start()]);
});

afterAll(async () => {
  await Promise.all([livekit.stop(), broker.stop()]);
  removeThrowawayFolder(folder);
});

beforeEach(async () => {
  const options = { livekit: liveKitOptions(livekit), broker: brokerOptions(broker), projects };
  standIn = await startStandIn({ ...options, port, databaseConnections: null });
  api = new ApiClient(standIn);
});

afterEach(async () => {
  await standIn.close();
  for (const { name } of await rooms.listRooms()) await rooms.deleteRoom(name);
});

/** What lies in a queue bound to the group "lab" after `work`. */
async function announcedBy(work: () => Promise<unknown>): Promise<readonly Buffer[]> {
  const [project] = standIn.projects;
  if (project === undefined) throw new Error('there is a project');
  await api.register('lab');
  const connection: ChannelModel = await mustLogin(broker, projectToken(project), 'lab');
  const channel = await openChannel(connection);
  const queue = await declareOwn(channel);
  await channel.bindQueue(queue, exchangeName, `${project.id}.lab`);
  await work();
  const bodies = await drain(channel, queue);
  await connection.close();
  return bodies;
}

async function drain(channel: Channel, queue: string): Promise<readonly Buffer[]> {
  const message = await channel.get(queue, { noAck: true });
  return message === false ? [] : [message.content, ...(await drain(channel, queue))];
}

describe('announcements', () => {
  it('lost', async () => {
    standIn.faults.set({ loseAnnouncements: true });
    const bodies = await announcedBy(() => api.create({ name: 'lost', deviceGroups: ['lab'] }));
    expect(bodies).toEqual([]);
    expect(await api.sessions()).toMatchObject([{ name: 'lost', status: 'Started' }]);
  });

  it('repeated', async () => {
    standIn.faults.set({ repeatAnnouncements: 2 });
    const bodies = await announcedBy(() => api.create({ name: 'thrice', deviceGroups: ['lab'] }));
    expect(new Set(bodies.map(String)).size).toBe(1);
    expect(bodies).toHaveLength(3);
  });

  it('malformed', async () => {
    const garbage = Buffer.from([0xff, 0x00, 0x7b]);
    const key = `${standIn.projects[0]?.id ?? ''}.lab`;
    expect(await announcedBy(() => standIn.faults.publishRaw(key, garbage))).toEqual([garbage]);
  });

  it('for a name that is used again, while the older session is a ghost', async () => {
    const older = await api.create({ name: 'again' });
    let newer = '';
    const bodies = await announcedBy(async () => {
      newer = await standIn.faults.reuseName(older.id, ['lab']);
    });
    expect(bodies.map(String)).toEqual([
      JSON.stringify({ sessionId: newer, sessionName: 'again' }),
    ]);
    expect(new Map((await api.sessions()).map((session) => [session.id, session.status]))).toEqual(
      new Map([
        [older.id, 'Started'],
        [newer, 'Started'],
      ]),
    );
    expect((await rooms.listRooms(['again']))[0]?.metadata).toContain(`|session_id:${newer}|`);
  });
});

describe('the broker', () => {
  it('refuses a login although the token is good', async () => {
    const login = (): Promise<unknown> => tryLogin(broker, tokenOfFirst(), 'lab');
    standIn.faults.set({ refuseBrokerLogin: true });
    expect(await login()).toMatchObject({ code: 403 });
    standIn.faults.reset();
    expect(await login()).toBeNull();
  });

  it('has no exchange', async () => {
    await api.register('lab');
    const connection = await mustLogin(broker, tokenOfFirst(), 'lab');
    const bind = (): Promise<unknown> =>
      onChannel(connection, async (channel) =>
        channel.bindQueue(
          await declareOwn(channel),
          exchangeName,
          `${standIn.projects[0]?.id ?? ''}.lab`,
        ),
      );
    await standIn.faults.removeExchange();
    expect(await bind()).toMatchObject({ code: 404 });
    // The first one is lost without a word, and with it the server's own channel.
    expect(await api.create({ name: 'first', deviceGroups: ['lab'] })).toMatchObject({
      name: 'first',
    });
    expect(
      await api.call('POST', '/create-session', { name: 'second', deviceGroups: ['lab'] }),
    ).toEqual({ status: 500, body: { status: 500, message: brokerLost } });
    await standIn.faults.restoreExchange();
    expect(await bind()).not.toMatchObject({ code: 404 });
    await connection.close();
  });

  it('is lost by the server until it is restarted', async () => {
    await api.register('lab');
    await standIn.faults.loseBroker();
    expect(standIn.state().announcerOpen).toBe(false);
    expect((await api.call('POST', '/devices/register', { name: 'a', group: 'b' }))?.status).toBe(
      500,
    );
    await standIn.restart();
    const bodies = await announcedBy(() => api.create({ name: 'well', deviceGroups: ['lab'] }));
    expect(bodies).toHaveLength(1);
  });
});

describe('calls', () => {
  it('make the session or device and answer 500', async () => {
    standIn.faults.set({ failCreateSession: true, failRegisterDevice: true });
    const failed = { status: 500, body: { status: 500, message: brokerLost } };
    expect(await api.call('POST', '/create-session', { name: 'made' })).toEqual(failed);
    expect(await api.call('POST', '/devices/register', { name: 'a', group: 'b' })).toEqual(failed);
    expect(await api.sessions()).toMatchObject([{ name: 'made', status: 'Started' }]);
    expect(await rooms.listRooms(['made'])).toHaveLength(1);
    expect(standIn.state().devices).toHaveLength(1);
  });

  it('hang: closed without an answer, only those that were chosen', async () => {
    expect(standIn.faults.settings.hangSeconds).toBe(30);
    standIn.faults.set({ hang: ['list-sessions'], hangSeconds: 0.3 });
    expect(await api.call('GET', '/sessions')).toBeNull();
    expect((await api.call('GET', ''))?.status).toBe(200);
    standIn.faults.set({ hang: 'all' });
    expect(await api.call('GET', '')).toBeNull();
    expect(standIn.requests.map(({ call, status }) => [call, status])).toEqual([
      ['list-sessions', null],
      ['project', 200],
      ['project', null],
    ]);
  });

  it('fail and do nothing', async () => {
    standIn.faults.set({ fail: ['create-session'] });
    expect((await api.call('POST', '/create-session', { name: 'none' }))?.status).toBe(500);
    expect(await api.sessions()).toEqual([]);
    expect(await rooms.listRooms()).toEqual([]);
  });

  it('begin late', async () => {
    standIn.faults.set({ slow: ['create-session'], latencyMs: 2_000 });
    const created = api.create({ name: 'late' });
    expect(await api.sessions()).toEqual([]);
    expect(await created).toMatchObject({ name: 'late' });
  });

  it('go by the clock of the server', async () => {
    standIn.faults.set({ clockOffset: 3_700 });
    expect((await api.call('GET', ''))?.status).toBe(401);
    standIn.faults.set({ clockOffset: -3_700 });
    expect((await api.call('GET', ''))?.status).toBe(200);
  });

  it('answer sessions in no order', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      const { id } = await api.create({ name });
      await standIn.faults.makeGhost(id);
    }
    const orders = new Set<string>();
    for (let reads = 0; reads < 30; reads += 1) {
      orders.add((await api.sessions()).map(({ name }) => name).join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });
});

describe('rooms', () => {
  it('are gone while the session is Started', async () => {
    const { id, name } = await api.create({ name: 'ghost' });
    await standIn.faults.makeGhost(id);
    expect(await rooms.listRooms([name])).toEqual([]);
    expect(await api.call('GET', `/sessions/${id}`)).toMatchObject({ status: 400 });
    expect(await api.sessions()).toMatchObject([{ id, status: 'Started' }]);
  });

  it('get their metadata after the announcement', async () => {
    standIn.faults.set({ metadataDelayMs: 2_000 });
    const { id, name } = await api.create({ name: 'nameless', comments: 'early words' });
    const metadata = async (): Promise<string | undefined> =>
      (await rooms.listRooms([name]))[0]?.metadata;
    expect(await metadata()).toBe('early words');
    await until('the metadata', async () => (await metadata())?.includes(id) === true || null);
    await until('the listener', async () => (await api.identities(id)).at(0));
  });

  it('are made again, without metadata, by the listener when LiveKit was killed', async () => {
    const { id, name } = await api.create({ name: 'survived' });
    await until('the listener', async () => (await api.identities(id)).at(0));
    await livekit.kill();
    await livekit.start();
    const room = await until('the room', async () => (await rooms.listRooms([name]))[0]);
    expect(room.metadata).toBe('');
    expect(await api.sessions()).toMatchObject([{ id, status: 'Started' }]);
  });

  it('end their session when LiveKit ends them', async () => {
    const { id, name } = await api.create({ name: 'ended' });
    await until('the listener', async () => (await api.identities(id)).at(0));
    await rooms.deleteRoom(name);
    // Until the listener notices, the session itself answers "Room not found".
    const isStopped = async (): Promise<boolean> =>
      (await api.sessions()).some((session) => session.id === id && session.status === 'Stopped');
    await until('the end', async () => (await isStopped()) || null);
  });
});

function tokenOfFirst(): string {
  const [project] = standIn.projects;
  if (project === undefined) throw new Error('there is a project');
  return projectToken(project);
}
