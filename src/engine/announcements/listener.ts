/**
 * Listens to the announcements of one project: one connection, an exclusive queue bound to all its
 * device groups. Each connection takes a fresh token as user name; an open consumer outlives its token
 * (verified, syncflow-contract.md), so there is no hourly reconnect. Whatever is lost, connection,
 * channel or consumer, everything is built again, with backoff.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { Backoff } from '../../shared/backoff.ts';
import { RecorderError, toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { BrokerConfig } from '../config/config.ts';
import { connectBroker } from '../network/broker-connection.ts';
import type { AnnouncementTopology as Registration } from '../syncflow/device-registration.ts';
import { announcedGroup, parseAnnouncement, type Announcement } from './announcement.ts';
import { brokerError } from './broker-errors.ts';

export interface AnnouncementListenerOptions {
  readonly broker: BrokerConfig;
  readonly plainHosts: readonly string[];
  /** The device group, as the broker's password. */
  readonly password: string;
  readonly mintToken: () => string;
  /** What to bind; asked before each connection, so that a lost registration is made again. */
  readonly registration: () => Promise<Registration>;
  /**
   * Acknowledged once this has resolved: the intent is on disk then. When it fails it is called again,
   * with backoff, until the listener is stopped: nobody else keeps the announcement.
   */
  readonly onAnnouncement: (
    announcement: Announcement,
    group: string | null,
  ) => Promise<void> | void;
  readonly onMalformed: (content: Buffer, error: RecorderError) => void;
  /** The consumer is in place: what was announced before is lost, ask the API. */
  readonly onConsuming: () => void;
  /** What may be behind an error, if more can be found out than the broker says. Never rejects. */
  readonly explain?: (error: RecorderError) => Promise<RecorderError>;
  readonly onTrouble: (error: RecorderError) => void;
  readonly log: Log;
}

const CLOSE_TIMEOUT_MS = 2_000;
const PREFETCH = 100;
/** Only a consumer that lasted this long makes the next attempt quick again. */
const STABLE_MS = 10_000;

const rebuildAsked = new Error('to be built again');

export class AnnouncementListener {
  readonly #options: AnnouncementListenerOptions;
  readonly #backoff = new Backoff({ initialMs: 100, maxMs: 30_000 });
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  /** Ends the connection that stands. */
  #lose: ((cause: unknown) => void) | null = null;

  constructor(options: AnnouncementListenerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the connection is closed, by force after 2 s. Not to be started again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Connects anew, for instance because there are more groups to bind than when it connected. */
  rebuild(): void {
    this.#lose?.(rebuildAsked);
  }

  async #run(): Promise<void> {
    const { broker, onTrouble, log } = this.#options;
    while (!this.#isStopped()) {
      const cause = await this.#listenUntilLost();
      if (this.#isStopped()) return;
      if (cause === rebuildAsked) continue;
      const plain = brokerError(cause, broker);
      const error = (await this.#options.explain?.(plain)) ?? plain;
      if (this.#isStopped()) return;
      const nextTryMs = this.#backoff.next();
      onTrouble(error);
      log.warn('not listening to announcements', {
        code: error.code,
        error: error.message,
        nextTryMs,
      });
      await this.#pause(nextTryMs);
    }
  }

  /** One connection from its beginning to its end. Resolves with what ended it; never rejects. */
  async #listenUntilLost(): Promise<unknown> {
    // Ends the socket however far it got; amqplib alone would wait for a broker that hangs.
    const socket = new AbortController();
    const lost = new FirstCause();
    const onStop = (): void => {
      lost.set(new Error('stopped'));
    };
    this.#stopping.signal.addEventListener('abort', onStop);
    let connection: ChannelModel | null = null;
    try {
      const registration = await lost.orValue(this.#options.registration());
      connection = await lost.orValue(this.#open(socket.signal));
      connection.on('error', lost.set);
      connection.on('close', lost.set);
      await lost.orValue(this.#consume(connection, registration, lost.set));
      const since = performance.now();
      this.#lose = lost.set;
      this.#options.onConsuming();
      const cause = await lost.cause;
      if (performance.now() - since >= STABLE_MS) this.#backoff.reset();
      return cause;
    } catch (thrown) {
      return thrown;
    } finally {
      this.#lose = null;
      this.#stopping.signal.removeEventListener('abort', onStop);
      if (connection !== null) await close(connection);
      socket.abort();
    }
  }

  async #open(signal: AbortSignal): Promise<ChannelModel> {
    const { broker, plainHosts, password, mintToken } = this.#options;
    const connection = await connectBroker({
      ...{ broker, plainHosts, signal },
      what: 'The broker',
      login: () => ({ user: mintToken(), password }),
    });
    // When stop() came first, nobody else ever listens to this connection.
    connection.on('error', () => undefined);
    return connection;
  }

  async #consume(
    connection: ChannelModel,
    registration: Registration,
    onLost: (cause: unknown) => void,
  ): Promise<void> {
    const channel = await connection.createChannel();
    channel.on('error', onLost);
    channel.on('close', onLost);
    await channel.prefetch(PREFETCH);
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
    for (const key of registration.bindingKeys) {
      await channel.bindQueue(queue, registration.exchange, key);
    }
    await channel.consume(queue, (message) => {
      if (message === null) {
        onLost(new RecorderError('broker-channel-lost', 'the broker cancelled the consumer'));
        return;
      }
      void this.#receive(channel, message);
    });
  }

  async #receive(channel: Channel, message: ConsumeMessage): Promise<void> {
    const { onAnnouncement, onMalformed, log } = this.#options;
    const backoff = new Backoff({ initialMs: 500, maxMs: 30_000 });
    let announcement: Announcement;
    try {
      announcement = parseAnnouncement(message.content);
    } catch (thrown) {
      onMalformed(message.content, toRecorderError(thrown));
      acknowledge(channel, message);
      return;
    }
    while (!this.#isStopped()) {
      try {
        await onAnnouncement(announcement, announcedGroup(message.fields.routingKey));
        acknowledge(channel, message);
        return;
      } catch (thrown) {
        const { code, message: error } = toRecorderError(thrown);
        const nextTryMs = backoff.next();
        log.error('an announcement could not be taken', { code, error, nextTryMs });
        await this.#pause(nextTryMs);
      }
    }
  }

  /** Through a method, because stop() may be called while something is awaited. */
  #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Ends early when the listener is stopped. */
  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

/** The first reason for which a connection is of no use any more; later ones are its echo. */
class FirstCause {
  readonly cause: Promise<unknown>;
  readonly set: (cause: unknown) => void;

  constructor() {
    let resolveCause: (cause: unknown) => void = () => undefined;
    this.cause = new Promise((resolve) => {
      resolveCause = resolve;
    });
    this.set = resolveCause;
  }

  /** The value, unless there is a cause before it comes: then that is thrown. */
  async orValue<T>(value: Promise<T>): Promise<T> {
    const failed = this.cause.then((cause) => {
      throw cause instanceof Error ? cause : new Error('the connection was closed');
    });
    return Promise.race([value, failed]);
  }
}

/** The channel may be gone meanwhile; the announcement was taken all the same. */
function acknowledge(channel: Channel, message: ConsumeMessage): void {
  try {
    channel.ack(message);
  } catch {
    // The queue went with the channel: nobody waits for this acknowledgement.
  }
}

async function close(connection: ChannelModel): Promise<void> {
  // Whatever it still says concerns nobody; an unheard 'error' would end the process.
  connection.removeAllListeners();
  connection.on('error', () => undefined);
  const limit = new AbortController();
  await Promise.race([
    connection.close().catch(() => undefined),
    sleep(CLOSE_TIMEOUT_MS, undefined, { signal: limit.signal }).catch(() => undefined),
  ]);
  limit.abort();
}
