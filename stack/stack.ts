/**
 * Everything that a session needs, real, on this machine: LiveKit, RabbitMQ, an S3 store, and the
 * SyncFlow stand-in, in one throwaway folder and on free ports. Several stacks run side by side.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FaultyNetwork } from './network/faulty-network.ts';
import { CertificateAuthority } from './services/certificates.ts';
import { reservePort } from './services/free-port.ts';
import { LiveKit } from './services/livekit.ts';
import { RabbitMq } from './services/rabbitmq.ts';
import { reapLeftovers } from './services/reap.ts';
import { S3Server } from './services/s3.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from './services/throwaway-folder.ts';
import type { StandInOptions } from './syncflow/options.ts';
import { startStandIn, type StandIn } from './syncflow/stand-in.ts';
import { StackProject } from './stack-project.ts';

export interface StackOptions {
  /** Names of the SyncFlow projects; each gets a key, a secret and a bucket of its own. */
  readonly projects?: readonly string[];
  /** Seconds until LiveKit closes a room that everyone has left. */
  readonly departureTimeout?: number;
  /** Recorders reach LiveKit through a network that can fail; devices that are told so go around it. */
  readonly network?: boolean;
  /** The broker also listens with TLS, with a certificate for `localhost` by an authority of its own. */
  readonly tls?: boolean;
  /** Further options of the stand-in. */
  readonly standIn?: Partial<Pick<StandInOptions, 'listenerDelayMs' | 'databaseConnections'>>;
}

const EXCHANGE = 'syncflow-sessions';
const bucketOf = (index: number): string => `recordings-${index}`;

/** Started: every server answers. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  reapLeftovers();
  const folder = makeThrowawayFolder();
  const standInPort = await reservePort();
  const authUrl = `http://127.0.0.1:${standInPort}/rmq/auth`;
  const { departureTimeout } = options;
  const livekit = await LiveKit.create({
    folder,
    ...(departureTimeout === undefined ? {} : { departureTimeout }),
  });
  const s3 = await S3Server.create({ folder });
  const authority =
    options.tls === true ? new CertificateAuthority(join(folder, 'authority')) : null;
  const broker = await RabbitMq.create({
    ...{ folder, authUrl },
    ...(authority === null ? {} : { tls: authority.make('localhost') }),
  });
  const network = options.network === true ? await FaultyNetwork.start(livekit) : null;
  const services = [livekit, s3, broker];
  const stopAll = async (): Promise<void> => {
    await Promise.all(
      [...services, ...(network === null ? [] : [network])].map((one) => one.stop()),
    );
  };
  try {
    await Promise.all(services.map((service) => service.start()));
    const names = options.projects ?? ['alpha'];
    for (const index of names.keys()) await s3.createBucket(bucketOf(index));
    const standIn = await startStandIn({
      port: standInPort,
      livekit: {
        url: livekit.wsUrl,
        ...(network === null ? {} : { clientUrl: network.url }),
        apiUrl: livekit.httpUrl,
        key: livekit.apiKey,
        secret: livekit.apiSecret,
      },
      broker: {
        host: broker.host,
        port: broker.port,
        vhost: broker.vhost,
        exchange: EXCHANGE,
        username: broker.user,
        password: broker.password,
      },
      projects: names.map((name, index) => ({
        name,
        owner: 'researcher',
        apiKeys: [{ key: `key-of-${name}`, secret: `secret-of-${name}-0123456789` }],
        bucketName: bucketOf(index),
        endpoint: s3.endpoint,
      })),
      ...options.standIn,
    });
    return new Stack(folder, { livekit, s3, broker, standIn, network, authority });
  } catch (error) {
    await stopAll();
    removeThrowawayFolder(folder);
    throw error;
  }
}

interface Parts {
  readonly livekit: LiveKit;
  readonly s3: S3Server;
  readonly broker: RabbitMq;
  readonly standIn: StandIn;
  readonly network: FaultyNetwork | null;
  readonly authority: CertificateAuthority | null;
}

export class Stack {
  /** The throwaway folder; gone after `stop`. */
  readonly folder: string;
  readonly livekit: LiveKit;
  readonly s3: S3Server;
  readonly broker: RabbitMq;
  readonly standIn: StandIn;
  readonly #network: FaultyNetwork | null;
  readonly #authority: CertificateAuthority | null;
  readonly projects: readonly StackProject[];

  constructor(folder: string, parts: Parts) {
    this.folder = folder;
    this.livekit = parts.livekit;
    this.s3 = parts.s3;
    this.broker = parts.broker;
    this.standIn = parts.standIn;
    this.#network = parts.network;
    this.#authority = parts.authority;
    this.projects = parts.standIn.projects.map(
      ({ id, name }, index) =>
        new StackProject(parts.standIn.url, {
          id,
          name,
          key: `key-of-${name}`,
          secret: `secret-of-${name}-0123456789`,
          bucket: bucketOf(index),
        }),
    );
  }

  /** The first project. */
  get project(): StackProject {
    const first = this.projects[0];
    if (first === undefined) throw new Error('this stack has no project');
    return first;
  }

  /** Between recorders and LiveKit. @throws Error when the stack was started without */
  get network(): FaultyNetwork {
    if (this.#network === null) throw new Error('this stack has no network of its own');
    return this.#network;
  }

  /** Who signed the broker's certificate. @throws Error when the stack was started without TLS */
  get authority(): CertificateAuthority {
    if (this.#authority === null) throw new Error('this stack has no TLS');
    return this.#authority;
  }

  /** A folder of that name inside the throwaway folder. */
  makeFolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** The settings of a recorder for all projects, by the daemon's names. */
  env(): Record<string, string> {
    const { broker, s3, standIn } = this;
    const projects: [string, string][] = this.projects.flatMap(
      ({ id, key, secret, bucket }, index) => [
        [`PROJECTS__${index}__PROJECT_ID`, id],
        [`PROJECTS__${index}__KEY`, key],
        [`PROJECTS__${index}__SECRET`, secret],
        [`PROJECTS__${index}__S3_CONFIG__ACCESS_KEY`, s3.accessKey],
        [`PROJECTS__${index}__S3_CONFIG__SECRET_KEY`, s3.secretKey],
        [`PROJECTS__${index}__S3_CONFIG__ENDPOINT`, s3.endpoint],
        [`PROJECTS__${index}__S3_CONFIG__BUCKET_NAME`, bucket],
        [`PROJECTS__${index}__S3_CONFIG__REGION`, s3.region],
      ],
    );
    return {
      SYNCFLOW_SERVER_URL: standIn.url,
      RABBITMQ_HOST: broker.host,
      RABBITMQ_PORT: String(broker.port),
      RABBITMQ_VHOST_NAME: broker.vhost,
      DEVICE_GROUP_NAME: 'recorders',
      RECORDER_BROKER_TLS: 'off',
      RECORDER_PLAIN_HOSTS: '127.0.0.1',
      // Tests ask no time server of the world.
      RECORDER_NTP: 'off',
      RECORDER_DEVICE_NAME: 'recorder-of-the-stack',
      ...Object.fromEntries(projects),
    };
  }

  /** Writes `env()`, changed as given, as a file. @returns its path */
  writeEnv(name: string, changes: Readonly<Record<string, string | undefined>> = {}): string {
    const lines = Object.entries({ ...this.env(), ...changes })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${value ?? ''}`);
    const path = join(this.folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    return path;
  }

  /** Ends every server and removes the folder. */
  async stop(): Promise<void> {
    await this.standIn.close();
    await this.#network?.stop();
    await Promise.all([this.livekit.stop(), this.s3.stop(), this.broker.stop()]);
    removeThrowawayFolder(this.folder);
  }
}
