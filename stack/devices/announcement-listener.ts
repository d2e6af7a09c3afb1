/**
 * A device group's announcements, consumed as SyncFlow's own devices do: user = a project token,
 * password = the group, an exclusive queue that goes with the connection.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import type { ChannelModel } from 'amqplib';
import { z } from 'zod';
import type { AnnouncedDeviceConfig } from './device-options.ts';
import type { RegisteredDevice, SyncFlowApi } from './syncflow-api.ts';

const RETRY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 10_000;

export interface Announcement {
  readonly sessionId: string;
  readonly roomName: string;
}

/** Today's form, and that of issue 144 of SyncFlow. */
const announcementSchema = z.union([
  z
    .object({ sessionId: z.string(), sessionName: z.string() })
    .transform((body) => ({ sessionId: body.sessionId, roomName: body.sessionName })),
  z
    .object({ session_id: z.string(), session_name: z.string() })
    .transform((body) => ({ sessionId: body.session_id, roomName: body.session_name })),
]);

export interface ListenerEvents {
  /** Consuming; again after each new connection. */
  readonly onListening: () => void;
  readonly onAnnouncement: (announcement: Announcement) => void;
  readonly onError: (error: unknown) => void;
}

/** Keeps one consumer open until `stop`; a new connection with a fresh token a second after a loss. */
export class AnnouncementListener {
  readonly #config: AnnouncedDeviceConfig;
  readonly #api: SyncFlowApi;
  readonly #device: RegisteredDevice;
  readonly #events: ListenerEvents;
  readonly #stopped = new AbortController();
  #connection: ChannelModel | null = null;
  #running: Promise<void> | null = null;

  constructor(
    config: AnnouncedDeviceConfig,
    api: SyncFlowApi,
    device: RegisteredDevice,
    events: ListenerEvents,
  ) {
    this.#config = config;
    this.#api = api;
    this.#device = device;
    this.#events = events;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the connection is closed. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#connection?.close().catch(() => undefined);
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped()) {
      try {
        const { lost } = await this.#consume();
        this.#events.onListening();
        await lost;
      } catch (error) {
        if (!this.#isStopped()) this.#events.onError(error);
      }
      this.#connection = null;
      await sleep(RETRY_MS, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    }
  }

  #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  /** Resolves when consuming; `lost` resolves when the connection or the channel is gone. */
  async #consume(): Promise<{ readonly lost: Promise<void> }> {
    const { host, port, vhost, tls } = this.#config.broker;
    const connection = await connect(
      {
        protocol: tls ? 'amqps' : 'amqp',
        hostname: host,
        port,
        vhost,
        username: this.#api.projectToken(),
        password: this.#config.group,
        heartbeat: 10,
      },
      { timeout: CONNECT_TIMEOUT_MS },
    );
    this.#connection = connection;
    const lost = new Promise<void>((resolve) => {
      connection.once('close', () => {
        resolve();
      });
    });
    connection.on('error', this.#events.onError);
    if (this.#isStopped()) await connection.close();
    const channel = await connection.createChannel();
    channel.on('error', this.#events.onError);
    const giveUp = (): void => {
      connection.close().catch(() => undefined);
    };
    channel.once('close', giveUp);
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
    const { sessionNotificationExchangeName, sessionNotificationBindingKey } = this.#device;
    await channel.bindQueue(queue, sessionNotificationExchangeName, sessionNotificationBindingKey);
    await channel.consume(queue, (message) => {
      if (message === null) {
        giveUp();
        return;
      }
      channel.ack(message);
      this.#announce(message.content);
    });
    return { lost };
  }

  #announce(body: Buffer): void {
    try {
      this.#events.onAnnouncement(announcementSchema.parse(JSON.parse(body.toString('utf8'))));
    } catch (error) {
      this.#events.onError(error);
    }
  }
}
