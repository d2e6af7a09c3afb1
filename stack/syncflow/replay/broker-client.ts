/** A consumer of announcements, and what the broker says when it refuses something. */
import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import type { RabbitMq } from '../../services/rabbitmq.ts';
import { Relay } from './relay.ts';

/** Why the broker closed a connection or a channel. */
export interface Closed {
  readonly code: number;
  readonly text: string;
}

/**
 * Logs in and out again; null, or why it was refused. Goes through a relay that reads what the broker
 * says: amqplib keeps the broker's reason to itself when a virtual host is refused.
 */
export async function tryLogin(
  broker: RabbitMq,
  username: string,
  password: string,
  vhost = broker.vhost,
): Promise<Closed | null> {
  const relay = await Relay.start(broker.host, broker.port);
  try {
    const address = { hostname: broker.host, port: relay.port, vhost };
    const connection = await connect({ ...address, username, password });
    await connection.close();
    return null;
  } catch (error) {
    const closed = connectionClose(relay.received);
    if (closed === null) throw error;
    return closed;
  } finally {
    await relay.close();
  }
}

/** @throws Error when it is refused */
export async function mustLogin(
  { host, port, vhost }: RabbitMq,
  username: string,
  password: string,
): Promise<ChannelModel> {
  const connection = await connect({ hostname: host, port, username, password, vhost });
  connection.on('error', () => undefined);
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

/** Method connection.close (10, 50) in a broker's bytes: code, length of the text, text. */
function connectionClose(bytes: Buffer): Closed | null {
  const start = bytes.indexOf(Buffer.from([0, 10, 0, 50]));
  if (start < 0) return null;
  const textStart = start + 7;
  const textEnd = textStart + bytes.readUInt8(start + 6);
  return {
    code: bytes.readUInt16BE(start + 4),
    text: bytes.toString('utf8', textStart, textEnd),
  };
}
