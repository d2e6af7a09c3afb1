/** A consumer of announcements, and what the broker says when it refuses something. */
import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import type { RabbitMq } from '../../services/rabbitmq.ts';

/** Why the broker closed a connection or a channel. */
export interface Closed {
  readonly code: number;
  readonly text: string;
}

/** An open connection, or why it was refused. */
export async function login(
  { host, port, vhost: ownVhost }: RabbitMq,
  username: string,
  password: string,
  vhost = ownVhost,
): Promise<ChannelModel | Closed> {
  try {
    const connection = await connect({ hostname: host, port, username, password, vhost });
    connection.on('error', () => undefined);
    return connection;
  } catch (error) {
    return closedBy(error);
  }
}

/** @throws Error when it is refused */
export async function mustLogin(
  broker: RabbitMq,
  username: string,
  password: string,
): Promise<ChannelModel> {
  const connection = await login(broker, username, password);
  if ('code' in connection) throw new Error(`refused: ${connection.code}`);
  return connection;
}

export async function openChannel(connection: ChannelModel): Promise<Channel> {
  const channel = await connection.createChannel();
  // Its errors also reject the call that caused them.
  channel.on('error', () => undefined);
  return channel;
}

/** What `work` returns, or why the broker closed the channel meanwhile. */
export async function onChannel<T>(
  connection: ChannelModel,
  work: (channel: Channel) => Promise<T>,
): Promise<T | Closed> {
  const channel = await openChannel(connection);
  try {
    return await work(channel);
  } catch (error) {
    return closedBy(error);
  }
}

/** A server-named queue as the recorder declares it. */
export async function declareOwn(channel: Channel): Promise<string> {
  const { queue } = await channel.assertQueue('', {
    exclusive: true,
    autoDelete: true,
    durable: false,
  });
  return queue;
}

/** @throws the error itself when it is not the broker's */
export function closedBy(error: unknown): Closed {
  const parts = /(\d{3}) \([A-Z-]+\) with message "(.*)"$/s.exec(String(error));
  const [, code, text] = parts ?? [];
  if (code === undefined || text === undefined) throw error;
  return { code: Number(code), text };
}
