/** rabbitmq-announcement.json: what a bound queue holds at the moment when create-session is answered. */
import type { Channel, GetMessage } from 'amqplib';
import { expect } from 'vitest';
import type { RabbitMq } from '../../services/rabbitmq.ts';
import { projectToken } from '../project-token.ts';
import { declareOwn, mustLogin, openChannel } from './broker-client.ts';
import { announcementExchangeSchema } from './exchanges.ts';
import { exchangeName } from './world.ts';
import type { World } from './world.ts';

const file = 'rabbitmq-announcement';
const pilot = 'bbbbbbbb-0000-4000-8000-000000000001';

export async function replayAnnouncements(world: World, broker: RabbitMq): Promise<void> {
  for (const group of ['lab', 'room-b']) await world.api.register(group);
  const connection = await mustLogin(broker, projectToken(world.alpha), 'lab');
  const channel = await openChannel(connection);
  const lab = await boundQueue(channel, `${world.alpha.id}.lab`);
  const roomB = await boundQueue(channel, `${world.alpha.id}.room-b`);

  const { id } = await world.api.create({ name: 'Pilot 1', deviceGroups: ['lab', 'room-b'] });
  world.matcher.ids.learn(pilot, id);
  const [first, ...others] = await drain(channel, lab);
  compare(
    world,
    'create-session with deviceGroups ["lab","room-b"], as a consumer bound to "{projectId}.lab" gets it',
    first,
  );
  expect(others).toEqual([]);
  expect(await drain(channel, roomB)).toHaveLength(1);

  await world.api.create({ name: 'without groups' });
  await world.api.create({ name: 'no group', deviceGroups: [] });
  compare(world, 'create-session without deviceGroups, or with []', (await drain(channel, lab))[0]);

  await world.api.create({ name: 'named twice', deviceGroups: ['lab', 'lab'] });
  expect(await drain(channel, lab)).toHaveLength(2);

  world.standIn.faults.set({ olderAnnouncementForm: true });
  const again = await world.standIn.faults.reuseName(id, ['lab']);
  world.matcher.ids.forget(pilot);
  world.matcher.ids.learn(pilot, again);
  compare(
    world,
    'older form (issue 144 of SyncFlow; not sent by this server)',
    (await drain(channel, lab))[0],
  );
  await connection.close();
}

async function boundQueue(channel: Channel, key: string): Promise<string> {
  const queue = await declareOwn(channel);
  await channel.bindQueue(queue, exchangeName, key);
  return queue;
}

/** All messages that lie in the queue now. */
async function drain(channel: Channel, queue: string): Promise<readonly GetMessage[]> {
  const messages: GetMessage[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) return messages;
    messages.push(message);
  }
}

function compare(world: World, name: string, message: GetMessage | undefined): void {
  const { announcement } = world.ledger.take(file, name, announcementExchangeSchema);
  if (message === undefined || announcement === null) {
    expect(message ?? null, name).toBe(announcement);
    return;
  }
  const { exchange, routingKey, redelivered, deliveryTag } = message.fields;
  const isSet = ([, value]: [string, unknown]): boolean => value !== undefined;
  const properties = Object.fromEntries(Object.entries(message.properties).filter(isSet));
  const body = message.content.toString('utf8');
  // What the fixture does not tell is not compared.
  const told = 'deliveryTag' in announcement ? { redelivered, deliveryTag } : {};
  const actual = { exchange, routingKey, ...told, properties, body };
  world.check(file, name, world.matcher.compare(announcement, actual));
}
