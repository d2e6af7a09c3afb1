import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'amqplib';
import type { ConfirmChannel } from 'amqplib';
import { rabbitmq as installed } from '../../scripts/setup.mjs';
import { deleteExclusiveQueues } from './broker-control.ts';
import type { CertificateFiles } from './certificates.ts';
import { ChildService } from './child-service.ts';
import { reservePort } from './free-port.ts';
import { brokerConfig, brokerUser, brokerVhost, enabledPlugins } from './rabbitmq-config.ts';
import type { Service } from './service.ts';

export interface RabbitMqOptions {
  /** The stack's folder; the broker gets the folder `name` in it. */
  readonly folder: string;
  /** Default `rabbitmq`. */
  readonly name?: string;
  /** Where SyncFlow's auth callbacks are, without `/user` and so on: `http://127.0.0.1:…/rmq/auth`. */
  readonly authUrl: string;
  /** It also listens with TLS, at `tlsPort`. */
  readonly tls?: CertificateFiles;
}

interface Ports {
  readonly amqp: number;
  readonly amqps: number;
  readonly epmd: number;
  readonly distribution: number;
}

/**
 * A RabbitMQ broker of its own with its own epmd (Erlang's register of nodes), on loopback. Users and
 * durable things stay over restarts; what is not durable, as SyncFlow's exchange, is gone.
 * `kill`, `pause` and `resume` concern the broker alone.
 */
export class RabbitMq implements Service {
  readonly name: string;
  readonly logFile: string;
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly tlsPort: number;
  readonly vhost = brokerVhost;
  /** The internal user with all rights, as which SyncFlow's own server logs in. */
  readonly user = brokerUser;
  readonly password: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #epmd: ChildService;
  readonly #broker: ChildService;

  /** Reserves ports and writes the configuration; `start` starts it. */
  static async create(options: RabbitMqOptions): Promise<RabbitMq> {
    const amqp = await reservePort();
    const amqps = await reservePort();
    const epmd = await reservePort();
    return new RabbitMq(options, { amqp, amqps, epmd, distribution: await reservePort() });
  }

  private constructor(options: RabbitMqOptions, ports: Ports) {
    this.name = options.name ?? 'rabbitmq';
    this.port = ports.amqp;
    this.tlsPort = ports.amqps;
    const { tls } = options;
    this.password = randomBytes(12).toString('hex');
    const folder = join(options.folder, this.name);
    writeFiles(folder, {
      'rabbitmq.conf': brokerConfig({
        listener: `${this.host}:${ports.amqp}`,
        password: this.password,
        authUrl: options.authUrl,
        ...(tls === undefined
          ? {}
          : { tls: { listener: `${this.host}:${ports.amqps}`, files: tls } }),
      }),
      enabled_plugins: enabledPlugins,
    });
    this.#environment = brokerEnvironment(folder, ports);
    this.#epmd = new ChildService({
      name: `${this.name}-epmd`,
      folder,
      command: () => 'epmd',
      args: ['-address', this.host, '-port', String(ports.epmd)],
      isReady: () => Promise.resolve(true),
    });
    this.#broker = new ChildService({
      name: this.name,
      folder,
      command: brokerProgram,
      args: [],
      env: this.#environment,
      isReady: () => this.#acceptsLogin(),
      readyWithinMs: 90_000,
      probeEveryMs: 200,
      stopSignals: [{ signal: 'SIGTERM', waitMs: 30_000 }],
    });
    this.logFile = this.#broker.logFile;
  }

  /** For amqplib, as `user`. */
  get url(): string {
    return `amqp://${this.user}:${this.password}@${this.host}:${this.port}/${this.vhost}`;
  }

  get running(): boolean {
    return this.#broker.running;
  }

  async start(): Promise<void> {
    if (!this.#epmd.running) await this.#epmd.start();
    try {
      await this.#broker.start();
    } catch (error) {
      await this.#epmd.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#broker.stop();
    await this.#epmd.stop();
  }

  async kill(): Promise<void> {
    await this.#broker.kill();
  }

  async restart(): Promise<void> {
    await this.#broker.stop();
    await this.start();
  }

  pause(): void {
    this.#broker.pause();
  }

  resume(): void {
    this.#broker.resume();
  }

  /**
   * Runs `work` on a channel of its own connection as `user`; both are closed afterwards.
   * @throws Error as the broker words it (`NOT_FOUND`, `ACCESS_REFUSED`, …)
   */
  async withChannel<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    const connection = await connect(this.url, { timeout: 5_000 });
    // Calls that wait fail only with "channel closed"; the reason comes as an event.
    const reasons: Error[] = [];
    const keepReason = (error: Error): void => {
      reasons.push(error);
    };
    connection.on('error', keepReason);
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', keepReason);
      return await work(channel);
    } catch (error) {
      throw reasons[0] ?? error;
    } finally {
      await connection.close().catch(() => undefined);
    }
  }

  /** Makes a topic exchange. SyncFlow's is not durable: it has to be made again after a restart. */
  async assertExchange(exchange: string, durable = false): Promise<void> {
    await this.withChannel((channel) => channel.assertExchange(exchange, 'topic', { durable }));
  }

  /** Resolves when the broker has taken the message. Without a bound queue it is dropped, as always. */
  async publish(exchange: string, routingKey: string, body: string | Uint8Array): Promise<void> {
    await this.withChannel(async (channel) => {
      channel.publish(exchange, routingKey, Buffer.from(body));
      await channel.waitForConfirms();
    });
  }

  /** Deletes the queues of all listeners; their consumers are cancelled. */
  deleteQueues(): Promise<void> {
    return deleteExclusiveQueues(this.#environment);
  }

  async #acceptsLogin(): Promise<boolean> {
    const connection = await connect(this.url, { timeout: 2_000 });
    connection.on('error', () => undefined);
    await connection.close();
    return true;
  }
}

function brokerProgram(): string {
  if (existsSync(installed.server)) return installed.server;
  throw new Error(`RabbitMQ is not installed. Run: sudo ${installed.install}`);
}

function brokerEnvironment(folder: string, ports: Ports): Record<string, string> {
  return {
    // Erlang makes its cookie here.
    HOME: folder,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(ports.epmd),
    RABBITMQ_NODENAME: 'broker@localhost',
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    // The system's own settings are not ours.
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    // Makes the script become the broker instead of waiting for it, so that signals reach it.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const inner of ['mnesia', 'log']) {
    mkdirSync(join(folder, inner), { recursive: true, mode: 0o700 });
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
}
