/**
 * Listens to the announcements of one project: one connection, an exclusive queue bound to all its
 * device groups. Each connection takes a fresh token as user name; an open consumer outlives its token
 * (verified, syncflow-contract.md), so there is no hourly reconnect. Whatever is lost, connection,
 * channel or consumer, everything is built again, with backoff.
 */
import { connect, type Channel, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { Backoff } from '../../shared/backoff.ts';
import { toRecorderError, type RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { BrokerConfig } from '../config/config.ts';
import { refusePlain } from '../network/plain-hosts.ts';
import type { AnnouncementTopology as Registration } from '../syncflow/device-registration.ts';
import { parseAnnouncement, type Announcement } from './announcement.ts';
import { brokerError } from './broker-errors.ts';

export interface AnnouncementListenerOptions {
  readonly broker: BrokerConfig;
  readonly plainHosts: readonly string[];
  /** The device group, as the broker's password. */
  readonly password: string;
  readonly mintToken: () => string;
  /** What to bind; asked before each connection, so that a lost registration is made again. */
  readonly registration: () => Promise<Registration>;
  /** Acknowledged once this has resolved: the intent is on disk then. */
  readonly onAnnouncement: (announcement: Announcement) => Promise<void> | void;
  readonly onMalformed: (content: Buffer, error: RecorderError) => void;
  /** The consumer is in place: what was announced before is lost, ask the API. */
  readonly onConsuming: () => void;
  readonly onTrouble: (error: RecorderError) => void;
  readonly log: Log;
}

const HEARTBEAT_SECONDS = 10;
const CONNECT_TIMEOUT_MS = 20_000;
const PREFETCH = 100;

export class AnnouncementListener {
  readonly #options: AnnouncementListenerOptions;
  readonly #backoff = new Backoff({ initialMs: 200, maxMs: 30_000 });
  #connection: ChannelModel | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  #attempt = 0;

  constructor(options: AnnouncementListenerOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    this.#timer = null;
    this.#attempt += 1;
    const attempt = this.#attempt;
    try {
      const registration = await this.#options.registration();
      if (this.#isStopped()) return;
      const connection = await this.#open();
      this.#connection = connection;
      const failed = (error: unknown): void => {
        this.#lost(attempt, error);
      };
      connection.on('error', failed);
      connection.on('close', failed);
      await this.#consume(connection, registration, failed);
      if (this.#isStopped()) {
        await connection.close().catch(() => undefined);
        return;
      }
      this.#backoff.reset();
      this.#options.onConsuming();
    } catch (error) {
      this.#lost(attempt, error);
    }
  }

  /** Through a method, because stop() may be called while #connect waits. */
  #isStopped(): boolean {
    return this.#stopped;
  }

  #open(): Promise<ChannelModel> {
    const { broker, plainHosts, password, mintToken } = this.#options;
    const protocol = broker.tls ? 'amqps' : 'amqp';
    const host = broker.host.includes(':') ? `[${broker.host}]` : broker.host;
    refusePlain(new URL(`${protocol}://${host}:${broker.port}`), plainHosts, 'The broker');
    return connect(
      {
        protocol,
        hostname: broker.host,
        port: broker.port,
        vhost: broker.vhost,
        heartbeat: HEARTBEAT_SECONDS,
      },
      {
        timeout: CONNECT_TIMEOUT_MS,
        servername: broker.host,
        credentials: {
          mechanism: 'PLAIN',
          response: () => Buffer.from(['', mintToken(), password].join('\0')),
        },
      },
    );
  }

  async #consume(
    connection: ChannelModel,
    registration: Registration,
    failed: (error: unknown) => void,
  ): Promise<void> {
    const channel = await connection.createChannel();
    channel.on('error', failed);
    channel.on('close', failed);
    await channel.prefetch(PREFETCH);
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
    for (const key of registration.bindingKeys) {
      await channel.bindQueue(queue, registration.exchange, key);
    }
    await channel.consume(queue, (message) => {
      if (message === null) {
        failed(new Error('the broker cancelled the consumer'));
        return;
      }
      void this.#receive(channel, message);
    });
  }

  async #receive(channel: Channel, message: ConsumeMessage): Promise<void> {
    const { onAnnouncement, onMalformed, log } = this.#options;
    try {
      let announcement: Announcement;
      try {
        announcement = parseAnnouncement(message.content);
      } catch (error) {
        onMalformed(message.content, toRecorderError(error));
        channel.ack(message);
        return;
      }
      await onAnnouncement(announcement);
      channel.ack(message);
    } catch (error) {
      // Not acknowledged: the broker gives it again on the next connection.
      log.error('an announcement could not be taken', { error: toRecorderError(error).message });
    }
  }

  /** Connection, channel or consumer is lost, or never came: everything is built again. */
  #lost(attempt: number, cause: unknown): void {
    if (this.#stopped || attempt !== this.#attempt || this.#timer !== null) return;
    const error = brokerError(cause, this.#options.broker);
    const delay = this.#backoff.next();
    this.#options.onTrouble(error);
    this.#options.log.warn('not listening to announcements', {
      code: error.code,
      error: error.message,
      nextTryMs: delay,
    });
    const connection = this.#connection;
    this.#connection = null;
    if (connection !== null) {
      // Whatever the old connection still says concerns nobody; an unheard 'error' would end us.
      connection.removeAllListeners();
      connection.on('error', () => undefined);
      connection.close().catch(() => undefined);
    }
    this.#timer = setTimeout(() => void this.#connect(), delay);
  }
}
