import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RabbitMq } from './rabbitmq.ts';
import { reservePort } from './free-port.ts';
import { isListening, processesIn } from './test-helpers.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from './throwaway-folder.ts';

/** SyncFlow's side of the broker's logins: everyone but `refused` is let in. */
interface AuthServer {
  readonly url: string;
  readonly asked: URL[];
  readonly server: Server;
}

let folder: string;
let auth: AuthServer;
let broker: RabbitMq;

beforeAll(async () => {
  folder = makeThrowawayFolder();
  auth = await startAuthServer();
  broker = await RabbitMq.create({ folder, authUrl: auth.url });
  await broker.start();
});

afterAll(async () => {
  await broker.stop();
  auth.server.close();
  removeThrowawayFolder(folder);
});

async function startAuthServer(): Promise<AuthServer> {
  const url = `http://127.0.0.1:${await reservePort()}`;
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const question = new URL(request.url ?? '', url);
    asked.push(question);
    const allowed = question.searchParams.get('username') !== 'refused';
    response.writeHead(allowed ? 200 : 401).end(allowed ? 'allow' : 'deny');
  });
  await new Promise<void>((resolve) => {
    server.listen(Number(new URL(url).port), '127.0.0.1', resolve);
  });
  return { url: `${url}/rmq/auth`, asked, server };
}

function device(user: string, of = broker): Promise<ChannelModel> {
  const { host: hostname, port, vhost } = of;
  return connect({ protocol: 'amqp', hostname, port, vhost, username: user, password: 'group' });
}

/** An exclusive queue of its own that hears `routingKey`. */
async function consume(
  channel: Channel,
  routingKey: string,
): Promise<{ readonly first: Promise<string> }> {
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'announcements', routingKey);
  let hear: (text: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => {
    hear = resolve;
  });
  await channel.consume(queue, (message) => {
    hear(message?.content.toString() ?? 'cancelled');
  });
  return { first };
}

describe('logins', () => {
  it('of syncflow are known to the broker itself', async () => {
    auth.asked.length = 0;
    await broker.assertExchange('announcements');
    expect(auth.asked).toEqual([]);
  });

  it('of others are asked of SyncFlow, in the order of the contract', async () => {
    await broker.assertExchange('announcements');
    auth.asked.length = 0;
    const connection = await device('a-token');
    const channel = await connection.createChannel();
    const { first } = await consume(channel, 'project.group');
    await broker.publish('announcements', 'project.other', 'not for us');
    await broker.publish('announcements', 'project.group', 'session started');
    expect(await first).toBe('session started');
    await connection.close();

    const paths = auth.asked.map(({ pathname }) => pathname.replace('/rmq/auth/', ''));
    expect(paths.slice(0, 3)).toEqual(['user', 'vhost', 'resource']);
    const [user, vhost] = auth.asked.map(({ searchParams }) => Object.fromEntries(searchParams));
    expect(user).toEqual({ username: 'a-token', password: 'group' });
    expect(vhost).toMatchObject({ username: 'a-token', vhost: 'syncflow' });
    const topic = auth.asked.find(({ pathname }) => pathname === '/rmq/auth/topic');
    expect(Object.fromEntries(topic?.searchParams ?? [])).toMatchObject({
      name: 'announcements',
      permission: 'read',
      routing_key: 'project.group',
    });
  });

  it('that SyncFlow refuses are refused', async () => {
    await expect(device('refused')).rejects.toThrow('ACCESS-REFUSED');
  });
});

it('binding to an exchange that is not there is a 404', async () => {
  const bind = broker.withChannel(async (channel) => {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'missing', '#');
  });
  await expect(bind).rejects.toThrow('NOT_FOUND');
  await expect(broker.publish('missing', 'x', 'y')).rejects.toThrow('NOT_FOUND');
});

describe('start and stop', () => {
  it('keeps user and durable exchanges over a restart, on the same port, and loses the rest', async () => {
    await broker.assertExchange('announcements');
    await broker.assertExchange('durable', true);
    const { url } = broker;
    await broker.restart();
    expect(broker.url).toBe(url);
    await broker.publish('durable', 'x', 'y');
    await expect(broker.publish('announcements', 'x', 'y')).rejects.toThrow('NOT_FOUND');
  });

  it('cuts its clients when killed, and starts again', async () => {
    const connection = await device('a-token');
    const cut = new Promise<Error>((resolve) => {
      connection.on('error', resolve);
    });
    await broker.kill();
    expect((await cut).message).toMatch(/ECONNRESET|closed/i);
    expect(broker.running).toBe(false);
    expect(await isListening(broker.port)).toBe(false);
    await broker.start();
    await broker.publish('durable', 'x', 'y');
  });

  it('hangs while paused and answers afterwards', async () => {
    broker.pause();
    const login = device('a-token');
    expect(await Promise.race([login, sleep(300, 'no answer')])).toBe('no answer');
    broker.resume();
    await (await login).close();
  });

  it('runs beside another and leaves no process behind, epmd neither', async () => {
    const otherFolder = makeThrowawayFolder();
    const other = await RabbitMq.create({ folder: otherFolder, authUrl: auth.url });
    try {
      await other.start();
      await other.assertExchange('only there');
      await expect(broker.publish('only there', 'x', 'y')).rejects.toThrow('NOT_FOUND');
      await other.publish('only there', 'x', 'y');
    } finally {
      await other.stop();
    }
    expect(processesIn(otherFolder)).toEqual([]);
    expect(await isListening(other.port)).toBe(false);
    removeThrowawayFolder(otherFolder);
    await broker.publish('durable', 'x', 'y');
  });
});
