/**
 * The same orders over RabbitMQ (docs/remote-control.md): a topic exchange, requests with the routing
 * keys `request.<command>`, answers with `reply.<command>` and to the request's `reply_to`. The queue of
 * a recorder is durable: an order that comes while it is down is carried out when it is up again.
 */
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../../shared/backoff.ts';
import { controlRequestSchema, type ControlReply } from '../../shared/control-protocol.ts';
import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { brokerError } from '../announcements/broker-errors.ts';
import type { RemoteControlConfig } from '../config/config.ts';
import { connectBroker } from '../network/broker-connection.ts';
import { carryOut, concerns, type ControlTarget } from './carry-out.ts';

/** Larger messages are no requests. */
const LARGEST_REQUEST = 64 * 1024;
/** Orders wait for each other no longer than this many at once. */
const PREFETCH = 8;

export interface RemoteControlOptions {
  readonly config: RemoteControlConfig;
  readonly plainHosts: readonly string[];
  readonly target: ControlTarget;
  readonly log: Log;
}

export class RemoteControl {
  readonly #options: RemoteControlOptions;
  readonly #stopping = new AbortController();
  #connection: ChannelModel | null = null;
  #running: Promise<void> | null = null;

  constructor(options: RemoteControlOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#connection?.close().catch(() => undefined);
    await this.#running;
  }

  /** Connects again and again until stopped; a broker that is away costs no recording. */
  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const backoff = new Backoff({ initialMs: 500, maxMs: 30_000 });
    while (!this.#isStopped()) {
      try {
        await this.#serve(() => {
          backoff.reset();
        });
      } catch (thrown) {
        if (this.#isStopped()) return;
        const nextTryMs = backoff.next();
        const { code, message } = brokerError(thrown, this.#options.config);
        this.#options.log.warn('remote control is away', { code, error: message, nextTryMs });
        await sleep(nextTryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Through a method, because stop() may be called while something is awaited. */
  #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** One connection, from opening to its loss. Rejects with what ended it. */
  async #serve(onReady: () => void): Promise<void> {
    const connection = await this.#connect();
    this.#connection = connection;
    const lost = new Promise<never>((_, reject) => {
      const onLost = (cause?: unknown): void => {
        reject(cause instanceof Error ? cause : new Error('the connection was closed'));
      };
      connection.on('error', onLost);
      connection.on('close', onLost);
    });
    // It may be rejected before anybody waits for it.
    lost.catch(() => undefined);
    try {
      const channel = await Promise.race([this.#consume(connection, lost), lost]);
      this.#options.log.info('remote control is ready', {
        exchange: this.#options.config.exchange,
      });
      onReady();
      await Promise.race([lost, channel.ended]);
    } finally {
      this.#connection = null;
      connection.removeAllListeners();
      connection.on('error', () => undefined);
      await connection.close().catch(() => undefined);
    }
  }

  #connect(): Promise<ChannelModel> {
    const { config, plainHosts } = this.#options;
    const { user, password } = config;
    return connectBroker({
      ...{ broker: config, plainHosts, signal: this.#stopping.signal },
      what: 'Remote control',
      login: () => ({ user, password }),
    });
  }

  async #consume(
    connection: ChannelModel,
    lost: Promise<never>,
  ): Promise<{ readonly ended: Promise<never> }> {
    const { exchange, name } = this.#options.config;
    const channel = await connection.createChannel();
    const ended = new Promise<never>((_, reject) => {
      const onLost = (cause?: unknown): void => {
        reject(cause instanceof Error ? cause : new Error('the channel was closed'));
      };
      channel.on('error', onLost);
      channel.on('close', onLost);
    });
    ended.catch(() => undefined);
    const setUp = async (): Promise<void> => {
      await channel.prefetch(PREFETCH);
      await channel.assertExchange(exchange, 'topic', { durable: true });
      const queue = `syncflow-recorder.${name}`;
      await channel.assertQueue(queue, { durable: true });
      await channel.bindQueue(queue, exchange, 'request.*');
      await channel.consume(queue, (message) => {
        if (message !== null) void this.#receive(channel, message);
        else channel.emit('error', new Error('the broker cancelled the consumer'));
      });
    };
    await Promise.race([setUp(), lost, ended]);
    return { ended };
  }

  async #receive(channel: Channel, message: ConsumeMessage): Promise<void> {
    const { target, log } = this.#options;
    const answer = await this.#answer(message);
    try {
      if (answer !== null) this.#publish(channel, message, answer);
      // Only now: an order that a crash interrupts is delivered, and carried out, again.
      channel.ack(message);
    } catch (thrown) {
      log.warn('a control request could not be answered', {
        recorder: target.recorder.name,
        error: toRecorderError(thrown).message,
      });
    }
  }

  /** Null: another recorder's business. */
  async #answer(message: ConsumeMessage): Promise<ControlReply | Refusal | null> {
    const { target, log } = this.#options;
    const request = controlRequestSchema.safeParse(contentOf(message));
    if (!request.success) {
      log.warn('a control request cannot be read', { bytes: message.content.length });
      const why = request.error.issues[0]?.message ?? 'not a request';
      const error = { code: 'control-refused', message: `This is no request: ${why}` };
      return { ok: false, recorder: target.recorder, error };
    }
    const { command, sessionId } = request.data;
    if (sessionId !== undefined) {
      if (!concerns(target, sessionId)) await target.refresh().catch(() => undefined);
      if (!concerns(target, sessionId)) return null;
    }
    log.info('remote control request', { command, sessionId: sessionId ?? 'all' });
    return carryOut(target, request.data, this.#stopping.signal);
  }

  #publish(channel: Channel, message: ConsumeMessage, answer: ControlReply | Refusal): void {
    const replyTo: unknown = message.properties.replyTo;
    const correlationId: unknown = message.properties.correlationId;
    const command = 'request' in answer ? answer.request.command : 'refused';
    const content = Buffer.from(JSON.stringify(answer));
    const options = {
      contentType: 'application/json',
      ...(typeof correlationId === 'string' ? { correlationId } : {}),
    };
    channel.publish(this.#options.config.exchange, `reply.${command}`, content, options);
    if (typeof replyTo === 'string' && replyTo !== '') {
      channel.sendToQueue(replyTo, content, options);
    }
  }
}

interface Refusal {
  readonly ok: false;
  readonly recorder: ControlReply['recorder'];
  readonly error: { readonly code: string; readonly message: string };
}

function contentOf(message: ConsumeMessage): unknown {
  if (message.content.length > LARGEST_REQUEST) return null;
  try {
    return JSON.parse(message.content.toString('utf8'));
  } catch {
    return null;
  }
}
