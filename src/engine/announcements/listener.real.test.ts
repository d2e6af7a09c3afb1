import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type * as Amqplib from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { reservePort } from '../../../stack/services/free-port.ts';
import { RabbitMq } from '../../../stack/services/rabbitmq.ts';
import { startStandIn, type StandIn } from '../../../stack/syncflow/stand-in.ts';
import type { ErrorCode, RecorderError } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { temporaryFolder } from '../state/testing.ts';
import { createSyncflowClient, type SyncflowClient } from '../syncflow/client.ts';
import { ensureDevices } from '../syncflow/device-registration.ts';
import { mintProjectToken } from '../syncflow/token.ts';
import type { Announcement } from './announcement.ts';
import { AnnouncementListener, type AnnouncementListenerOptions } from './listener.ts';

/** The listener's own connections, channels and queues, so that a test can break them from inside. */
const inside = vi.hoisted(() => ({
  connections: [] as Amqplib.ChannelModel[],
  channels: [] as Amqplib.Channel[],
  queues: [] as string[],
  acks: 0,
}));

vi.mock('amqplib', async (importOriginal) => {
  const actual = await importOriginal<typeof Amqplib>();
  const connect = async (
    url: Amqplib.Options.Connect,
    options: Parameters<typeof actual.connect>[1],
  ): Promise<Amqplib.ChannelModel> => {
    const connection = await actual.connect(url, options);
    inside.connections.push(connection);
    const createChannel = connection.createChannel.bind(connection);
    connection.createChannel = async () => {
      const channel = await createChannel();
      inside.channels.push(channel);
      const assertQueue = channel.assertQueue.bind(channel);
      channel.assertQueue = async (...args) => {
        const reply = await assertQueue(...args);
        inside.queues.push(reply.queue);
        return reply;
      };
      const ack = channel.ack.bind(channel);
      channel.ack = (...args) => {
        inside.acks += 1;
        ack(...args);
      };
      return channel;
    };
    return connection;
  };
  return { ...actual, connect };
});

/** Over the listener's own connection, which it may close before the broker's reply has come. */
async function deleteItsQueue(): Promise<void> {
  const channel = await inside.connections.at(-1)?.createChannel();
  await channel?.deleteQueue(inside.queues.at(-1) ?? '').catch(() => undefined);
}

const exchange = 'syncflow-sessions';
const projectId = 'aaaaaaaa-0000-4000-8000-000000000001';
const project = { projectId, key: 'the-key', secret: 'the-secret' };
let folder: ReturnType<typeof temporaryFolder>;
let broker: RabbitMq;
let standIn: StandIn;
let client: SyncflowClient;

beforeAll(async () => {
  folder = temporaryFolder('listener');
  const port = await reservePort();
  broker = await RabbitMq.create({
    folder: folder.path,
    authUrl: `http://127.0.0.1:${port}/rmq/auth`,
  });
  await broker.start();
  standIn = await startStandIn({
    port,
    // No room is made here.
    livekit: { url: 'ws://127.0.0.1:1', apiUrl: 'http://127.0.0.1:1', key: 'k', secret: 's' },
    broker: {
      host: broker.host,
      port: broker.port,
      vhost: broker.vhost,
      exchange,
      username: broker.user,
      password: broker.password,
    },
    projects: [
      {
        id: projectId,
        name: 'alpha',
        owner: 'researcher',
        apiKeys: [{ key: project.key, secret: project.secret }],
        bucketName: 'recordings',
        endpoint: 'http://127.0.0.1:1',
      },
    ],
  });
  client = createSyncflowClient({
    serverUrl: standIn.url,
    ...project,
    plainHosts: ['127.0.0.1'],
    log: silentLog,
  });
});

afterAll(async () => {
  client.close();
  await standIn.close();
  await broker.stop();
  folder.remove();
});

interface Heard {
  readonly announcements: Announcement[];
  readonly malformed: { readonly content: Buffer; readonly code: ErrorCode }[];
  readonly troubles: RecorderError[];
  consuming: number;
  tokens: number;
}

let heard: Heard;
let listeners: AnnouncementListener[];
let state: StateDatabase;

beforeEach(() => {
  heard = { announcements: [], malformed: [], troubles: [], consuming: 0, tokens: 0 };
  listeners = [];
  state = openState(join(folder.path, 'state.sqlite'), silentLog);
  inside.acks = 0;
});

afterEach(async () => {
  standIn.faults.reset();
  await Promise.all(listeners.map((listener) => listener.stop()));
  state.close();
});

function listen(more: Partial<AnnouncementListenerOptions> = {}): AnnouncementListener {
  const listener = new AnnouncementListener({
    broker: { host: broker.host, port: broker.port, vhost: broker.vhost, tls: false },
    plainHosts: ['127.0.0.1'],
    password: 'lab',
    mintToken: () => {
      heard.tokens += 1;
      return mintProjectToken(project);
    },
    registration: () =>
      ensureDevices({
        client,
        projects: state.projects,
        projectId,
        groups: ['lab', 'text-egress'],
        deviceName: 'recorder',
        log: silentLog,
      }),
    onAnnouncement: (announcement) => {
      heard.announcements.push(announcement);
    },
    onMalformed: (content, { code }) => {
      heard.malformed.push({ content, code });
    },
    onConsuming: () => {
      heard.consuming += 1;
    },
    onTrouble: (error) => {
      heard.troubles.push(error);
    },
    log: silentLog,
    ...more,
  });
  listeners.push(listener);
  listener.start();
  return listener;
}

/** Waits for what servers bring about; the test's own time limit is the bound. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

const announce = (roomName: string, group = 'lab'): Promise<void> =>
  broker.publish(
    exchange,
    `${projectId}.${group}`,
    JSON.stringify({ sessionId: crypto.randomUUID(), sessionName: roomName }),
  );
const rooms = (): readonly string[] => heard.announcements.map(({ roomName }) => roomName);
const troubles = (): readonly ErrorCode[] => heard.troubles.map(({ code }) => code);

test('hears the announcements of all its groups, and of no other', async () => {
  const groups: (string | null)[] = [];
  listen({
    onAnnouncement: (announcement, group) => {
      heard.announcements.push(announcement);
      groups.push(group);
    },
  });
  await until(() => heard.consuming === 1);
  await announce('one');
  await announce('not ours', 'elsewhere');
  await announce('two', 'text-egress');
  await until(() => heard.announcements.length === 2);
  expect(rooms()).toEqual(['one', 'two']);
  expect(groups).toEqual(['lab', 'text-egress']);
  expect(troubles()).toEqual([]);
});

test('what cannot be read is handed over as it came, and listening goes on', async () => {
  listen();
  await until(() => heard.consuming === 1);
  const key = `${projectId}.lab`;
  await broker.publish(exchange, key, 'not JSON');
  await broker.publish(exchange, key, Buffer.from([0xff, 0xfe]));
  await broker.publish(exchange, key, Buffer.alloc(10_000_000, 'x'));
  await announce('after');
  await until(() => heard.announcements.length === 1);
  expect(heard.malformed.map(({ code }) => code)).toEqual(Array(3).fill('announcement-malformed'));
  expect(heard.malformed.map(({ content }) => content.length)).toEqual([8, 2, 10_000_000]);
  await until(() => inside.acks === 4);
});

test('an announcement is acknowledged only once it was taken; one that fails is tried again', async () => {
  const seen: string[] = [];
  listen({
    onAnnouncement: async ({ roomName }) => {
      seen.push(`${roomName} with ${inside.acks} acknowledged`);
      if (seen.length < 3) throw new Error('the disk is full');
      await sleep(20);
      heard.announcements.push({ sessionId: '', roomName, joinToken: null });
      expect(inside.acks).toBe(0);
    },
  });
  await until(() => heard.consuming === 1);
  await announce('stubborn');
  await until(() => inside.acks === 1);
  expect(seen).toEqual(Array(3).fill('stubborn with 0 acknowledged'));
  expect(rooms()).toEqual(['stubborn']);
});

describe('comes back by itself', () => {
  test('after the broker was killed, once SyncFlow has made the exchange again', async () => {
    listen();
    await until(() => heard.consuming === 1);
    await broker.kill();
    await until(() => troubles().includes('broker-unreachable'));
    await broker.start();
    await until(() => troubles().includes('broker-no-exchange'));
    expect(heard.consuming).toBe(1);
    await standIn.restart();
    await until(() => heard.consuming === 2);
    await announce('after the crash');
    await until(() => rooms().includes('after the crash'));
    expect(heard.tokens).toBeGreaterThan(2);
  });

  test.runIf(process.env['RECORDER_TEST_FULL'] === '1')(
    'when the broker hangs: its heartbeat tells',
    async () => {
      listen();
      await until(() => heard.consuming === 1);
      broker.pause();
      try {
        await until(() => troubles().includes('broker-unreachable'));
      } finally {
        broker.resume();
      }
      await until(() => heard.consuming === 2);
      await announce('after the hang');
      await until(() => rooms().includes('after the hang'));
    },
    120_000,
  );

  test('after the consumer was cancelled', async () => {
    listen();
    await until(() => heard.consuming === 1);
    await deleteItsQueue();
    await until(() => heard.consuming === 2);
    expect(troubles()).toEqual(['broker-channel-lost']);
    await announce('after the cancel');
    await until(() => rooms().includes('after the cancel'));
  });

  test('when there are more groups to bind than before, without a word of trouble', async () => {
    const listener = listen({
      registration: () =>
        ensureDevices({
          client,
          projects: state.projects,
          projectId,
          groups: ['lab'],
          deviceName: 'recorder',
          all: true,
          log: silentLog,
        }),
    });
    await until(() => heard.consuming === 1);
    await client.registerDevice('somebody', 'appeared');
    listener.rebuild();
    await until(() => heard.consuming === 2);
    await announce('in the new group', 'appeared');
    await announce('in the old one');
    await until(() => heard.announcements.length === 2);
    expect(troubles()).toEqual([]);
  });

  test('after only the channel was closed', async () => {
    listen();
    await until(() => heard.consuming === 1);
    const channel = inside.channels.at(-1);
    const fields = { deliveryTag: 4_711, redelivered: false, exchange: '', routingKey: '' };
    // Acknowledging what was never delivered: 406.
    channel?.ack({
      fields: { ...fields, consumerTag: '' },
      content: Buffer.alloc(0),
      properties: { headers: {} },
    } as Amqplib.ConsumeMessage);
    await until(() => heard.consuming === 2);
    expect(troubles()).toEqual(['broker-channel-lost']);
  });

  test('when the login is refused for a while, as by a SyncFlow server that is down', async () => {
    standIn.faults.set({ refuseBrokerLogin: true });
    listen();
    await until(() => heard.troubles.length >= 2);
    expect(new Set(troubles())).toEqual(new Set(['broker-login-refused']));
    standIn.faults.reset();
    await until(() => heard.consuming === 1);
  });

  test('when SyncFlow cannot be asked for the registration', async () => {
    standIn.faults.set({ fail: ['list-devices'] });
    listen();
    await until(() => heard.troubles.length >= 2);
    expect(new Set(troubles())).toEqual(new Set(['syncflow-failed']));
    standIn.faults.reset();
    await until(() => heard.consuming === 1);
  });

  test('when the device is gone: it is registered again', async () => {
    listen();
    await until(() => heard.consuming === 1);
    const devices = await client.devices();
    for (const { id } of devices) await client.deleteDevice(id);
    await deleteItsQueue();
    await until(() => heard.consuming === 2);
    expect((await client.devices()).map(({ group }) => group).sort()).toEqual([
      'lab',
      'text-egress',
    ]);
  });
});

test.each<[string, Partial<AnnouncementListenerOptions>, ErrorCode]>([
  [
    'a group that nobody registered',
    {
      registration: () =>
        Promise.resolve({ exchange, bindingKeys: [`${projectId}.lab`, `${projectId}.nobody`] }),
    },
    'broker-bind-refused',
  ],
  [
    'an exchange that is not there',
    {
      registration: () => Promise.resolve({ exchange: 'nope', bindingKeys: [`${projectId}.lab`] }),
    },
    'broker-no-exchange',
  ],
  [
    'a wrong secret',
    { mintToken: () => mintProjectToken({ ...project, secret: 'wrong' }) },
    'broker-login-refused',
  ],
  ['a host without permission for amqp', { plainHosts: [] }, 'plain-connection-refused'],
])('%s is named, and tried again', async (_what, more, code) => {
  listen(more);
  await until(() => heard.troubles.length >= 2);
  expect(new Set(troubles())).toEqual(new Set([code]));
  for (const { message } of heard.troubles) expect(message).not.toContain('eyJ');
  expect(heard.consuming).toBe(0);
});

test('a virtual host that is not there is named; its name may hold any character', async () => {
  const at = { host: broker.host, port: broker.port, tls: false };
  listen({ broker: { ...at, vhost: 'no such/host%' } });
  await until(() => heard.troubles.length >= 2);
  expect(new Set(troubles())).toEqual(new Set(['broker-no-vhost']));
});

describe('stop', () => {
  test('ends at every stage, also while the broker hangs', async () => {
    const asking = listen({ registration: () => new Promise(() => undefined) });
    await asking.stop();

    const connecting = listen();
    await connecting.stop();

    const connected = listen();
    await until(() => heard.consuming === 1);
    broker.pause();
    const hanging = listen();
    try {
      await sleep(100);
      await Promise.all([connected.stop(), hanging.stop()]);
    } finally {
      broker.resume();
    }
    expect(heard.consuming).toBe(1);
  });

  test('nothing is heard afterwards', async () => {
    const listener = listen();
    await until(() => heard.consuming === 1);
    await listener.stop();
    await announce('too late');
    await sleep(200);
    expect(rooms()).toEqual([]);
    expect(troubles()).toEqual([]);
  });
});
