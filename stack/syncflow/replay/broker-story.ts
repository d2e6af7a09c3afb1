/** rabbitmq-consumer.json: what the broker answers a consumer and what it asks the stand-in meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ChannelModel } from 'amqplib';
import type { RabbitMq } from '../../services/rabbitmq.ts';
import { projectToken } from '../project-token.ts';
import { declareOwn, mustLogin, onChannel, openChannel, tryLogin } from './broker-client.ts';
import type { Closed } from './broker-client.ts';
import { brokerExchangeSchema } from './exchanges.ts';
import type { BrokerResult } from './exchanges.ts';
import { tokenFor } from './tokens.ts';
import { until } from './until.ts';
import { exchangeName, projectId } from './world.ts';
import type { World } from './world.ts';

const file = 'rabbitmq-consumer';
const anonymousQueue = 'amq.gen-0000000000000000000000';
const expiredSession = 'cc000007-0000-4000-8000-000000000007';

export async function replayConsumer(world: World, broker: RabbitMq): Promise<void> {
  for (const group of ['lab', 'room-b']) await world.api.register(group);
  await replayLogins(world, broker);
  const token = projectToken(world.alpha);
  const connection = await mustLogin(broker, token, 'lab');
  await replayBindings(world, token, connection);
  await replayExchanges(world, token, connection);
  await connection.close();
  await replayExpiry(world, broker);
}

/** Does what an exchange describes and compares its result and the broker's questions. */
async function compare(
  world: World,
  name: string,
  token: string,
  act: () => Promise<BrokerResult>,
): Promise<void> {
  const { result, callbacks } = world.ledger.take(file, name, brokerExchangeSchema);
  const { matcher, standIn } = world;
  const before = standIn.brokerCallbacks.length;
  const actual = await act();
  matcher.ids.forget(anonymousQueue);
  matcher.literals.set('<project token>', token);
  matcher.literals.set('<login token>', token);
  world.check(file, name, [
    ...matcher.compare(result, actual, 'result'),
    ...matcher.compare(callbacks, standIn.brokerCallbacks.slice(before), 'callbacks'),
    ...quotesToken(actual, token),
  ]);
}

/** The broker's refusals quote the beginning of the user name, which is the token. */
function quotesToken(result: BrokerResult, token: string): readonly string[] {
  if (typeof result === 'string' || !('channelClosed' in result)) return [];
  const quoted = /refused for user '(.+)\.\.\.$/.exec(result.channelClosed.text)?.[1];
  return quoted === undefined || token.startsWith(quoted) ? [] : ['quotes something else'];
}

async function replayLogins(world: World, broker: RabbitMq): Promise<void> {
  const good = projectToken(world.alpha);
  const expired = projectToken(world.alpha, { ttl: -1 });
  const personal = tokenFor('login token', world.alpha, world.project(projectId(2)));
  const logins: readonly (readonly [
    name: string,
    user: string,
    password: string,
    vhost?: string,
  ])[] = [
    ['token and registered group', good, 'lab'],
    ['password is a group that nobody registered: accepted', good, 'nope'],
    ['empty password', good, ''],
    ['expired token', expired, 'lab'],
    ['not a token', 'garbage', 'lab'],
    ['login token of a user instead of a project token', personal, 'lab'],
    ['vhost that does not exist', good, 'lab', '/'],
  ];
  for (const [name, user, password, vhost] of logins) {
    await compare(world, name, user, async () => {
      const refused = await tryLogin(broker, user, password, vhost);
      return refused === null ? { opened: true } : { connectionClosed: refused };
    });
  }
}

async function replayBindings(
  world: World,
  token: string,
  connection: ChannelModel,
): Promise<void> {
  await compare(world, 'the normal consumer', token, () =>
    result(connection, async (channel) => {
      const queue = await declareOwn(channel);
      await channel.bindQueue(queue, exchangeName, `${world.alpha.id}.lab`);
      await channel.consume(queue, () => undefined);
      return { queue };
    }),
  );
  const bindings: readonly (readonly [name: string, key: string, exchange?: string])[] = [
    ['key of another registered group of the project: accepted', `${world.alpha.id}.room-b`],
    ['key of a group that nobody registered', `${world.alpha.id}.nope`],
    ['key of another project', `${projectId(3)}.lab`],
    ['wildcard for the project', `${world.alpha.id}.*`],
    ['wildcard', '#'],
    ['unknown exchange', `${world.alpha.id}.lab`, 'nope'],
  ];
  for (const [name, key, exchange = exchangeName] of bindings) {
    await compare(world, name, token, () =>
      result(connection, async (channel) => {
        await channel.bindQueue(await declareOwn(channel), exchange, key);
        return 'ok';
      }),
    );
  }
}

async function replayExchanges(
  world: World,
  token: string,
  connection: ChannelModel,
): Promise<void> {
  await compare(world, 'passive declare of the exchange', token, () =>
    result(connection, async (channel) => {
      await channel.checkExchange(exchangeName);
      return 'ok';
    }),
  );
  await compare(world, 'declare of the exchange as durable', token, () =>
    result(connection, async (channel) => {
      await channel.assertExchange(exchangeName, 'topic', { durable: true });
      return 'ok';
    }),
  );
  await compare(world, 'a named durable queue: accepted', token, () =>
    result(connection, async (channel) => {
      await channel.assertQueue('recorder-queue', { durable: true });
      await channel.bindQueue('recorder-queue', exchangeName, `${world.alpha.id}.lab`);
      return 'ok';
    }),
  );
}

async function replayExpiry(world: World, broker: RabbitMq): Promise<void> {
  const key = `${world.alpha.id}.lab`;
  const ttl = 3;
  const token = projectToken(world.alpha, { ttl });
  const expiry = Date.now() + ttl * 1_000;
  const connection = await mustLogin(broker, token, 'lab');
  const bodies: string[] = [];
  const consumer = await openChannel(connection);
  const queue = await declareOwn(consumer);
  await consumer.bindQueue(queue, exchangeName, key);
  await consumer.consume(queue, (message) => {
    if (message === null) return;
    bodies.push(message.content.toString());
    consumer.ack(message);
  });
  const second = await openChannel(connection);
  const secondQueue = await declareOwn(second);
  const ends: unknown[] = [];
  connection.on('close', (reason) => ends.push(reason));

  await sleep(expiry + 4_000 - Date.now());
  const name = 'consumer whose token has expired meanwhile: still gets announcements';
  await compare(world, name, token, async () => {
    const session = await world.api.create({ name: 'expiry-1', deviceGroups: ['lab'] });
    world.matcher.ids.learn(expiredSession, session.id);
    await until('the announcement', () => bodies[0]);
    return { delivered: bodies.length, connectionOpen: ends.length === 0 };
  });
  await compare(world, 'same connection, another bind after exp', token, () =>
    result(connection, async () => {
      await second.bindQueue(secondQueue, exchangeName, key);
      return 'ok';
    }),
  );
  if (ends.length > 0) throw new Error('the connection was closed with the channel');
  await connection.close();
  await replayNamedQueue(world, broker);
}

async function replayNamedQueue(world: World, broker: RabbitMq): Promise<void> {
  const token = projectToken(world.alpha);
  const connection = await mustLogin(broker, token, 'lab');
  await compare(world, 'message kept by the named queue', token, () =>
    result(connection, async (channel) => {
      const message = await channel.get('recorder-queue', { noAck: true });
      await channel.deleteQueue('recorder-queue');
      return { messageKept: message === false ? '' : message.content.toString() };
    }),
  );
  await connection.close();
}

async function result(
  connection: ChannelModel,
  work: (channel: Channel) => Promise<BrokerResult>,
): Promise<BrokerResult> {
  const done: BrokerResult | Closed = await onChannel(connection, work);
  return typeof done === 'object' && 'code' in done ? { channelClosed: done } : done;
}
