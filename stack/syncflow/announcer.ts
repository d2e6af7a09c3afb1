/**
 * SyncFlow's own connection to the broker: declares the exchange, binds its queue, announces sessions.
 * Once lost it stays lost until SyncFlow is restarted (server-faults.json).
 */
import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import { brokerLost } from './errors.ts';
import type { BrokerOptions } from './options.ts';

export class Announcer {
  readonly #connection: ChannelModel;
  readonly #channel: Channel;
  readonly #options: BrokerOptions;
  #open = true;

  /** Connects and declares. @throws Error when the broker cannot be reached */
  static async connect(options: BrokerOptions): Promise<Announcer> {
    const { host, port, vhost, username, password } = options;
    const connection = await connect({ hostname: host, port, vhost, username, password });
    const channel = await connection.createChannel();
    const announcer = new Announcer(options, connection, channel);
    await channel.assertQueue(options.queue, { durable: true });
    await announcer.declareExchange();
    return announcer;
  }

  private constructor(options: BrokerOptions, connection: ChannelModel, channel: Channel) {
    this.#options = options;
    this.#connection = connection;
    this.#channel = channel;
    const lost = (): void => {
      this.#open = false;
    };
    for (const end of [connection, channel]) {
      end.on('error', lost);
      end.on('close', lost);
    }
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /**
   * Resolves when the broker has put the message into the bound queues. As with SyncFlow, nobody is
   * told when the exchange is missing: the message is lost, and the channel with it.
   * @throws ApiError 500 when connection or channel are gone
   */
  async publish(routingKey: string, body: Uint8Array): Promise<void> {
    const { exchange } = this.#options;
    this.#demandOpen();
    sendBare(this.#channel, exchange, routingKey, body);
    // The broker works through a channel in order, so its answer to this comes after the message.
    await this.#channel.checkExchange(exchange).catch(() => undefined);
  }

  /** Binds SyncFlow's own queue. @throws ApiError 500 as `publish`, and when the exchange is missing */
  async bind(routingKey: string): Promise<void> {
    this.#demandOpen();
    const { queue, exchange } = this.#options;
    await this.#channel.bindQueue(queue, exchange, routingKey).catch(() => {
      this.#open = false;
      this.#demandOpen();
    });
  }

  /** Topic, not durable, not auto-delete. */
  async declareExchange(): Promise<void> {
    await this.#onOtherChannel((channel) =>
      channel.assertExchange(this.#options.exchange, 'topic', { durable: false }),
    );
  }

  /** As if the broker had been restarted: consumers get 404 on bind. */
  async removeExchange(): Promise<void> {
    await this.#onOtherChannel((channel) => channel.deleteExchange(this.#options.exchange));
  }

  async close(): Promise<void> {
    await this.#connection.close().catch(() => undefined);
    this.#open = false;
  }

  async #onOtherChannel(work: (channel: Channel) => Promise<unknown>): Promise<void> {
    const channel = await this.#connection.createChannel();
    await work(channel);
    await channel.close();
  }

  #demandOpen(): void {
    if (!this.#open) throw brokerLost();
  }
}

/**
 * Publishes without a single property. amqplib's own `publish` always sends an (empty) table of
 * headers, which SyncFlow does not; its untyped `sendMessage` below that sends what it is given.
 */
function sendBare(channel: Channel, exchange: string, routingKey: string, body: Uint8Array): void {
  const sendMessage: unknown = Reflect.get(channel, 'sendMessage');
  if (typeof sendMessage !== 'function') throw new Error('amqplib has no sendMessage any more');
  Reflect.apply(sendMessage, channel, [{ exchange, routingKey }, {}, Buffer.from(body)]);
}
