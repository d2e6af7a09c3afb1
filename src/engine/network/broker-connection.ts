/** One way to a broker, for announcements and for remote control: TLS, time limits. */
import { connect, type ChannelModel } from 'amqplib';
import type { BrokerConfig } from '../config/config.ts';
import { refusePlain } from './plain-hosts.ts';

/** Name and password, asked for at the moment of the login: a name may be a token. */
export type BrokerLogin = () => { readonly user: string; readonly password: string };

export interface BrokerConnectionOptions {
  readonly broker: BrokerConfig;
  readonly plainHosts: readonly string[];
  /** For messages: `The broker`. */
  readonly what: string;
  readonly login: BrokerLogin;
  /** Ends the socket however far it got; amqplib alone would wait for a broker that hangs. */
  readonly signal: AbortSignal;
}

const HEARTBEAT_SECONDS = 10;
/** Above the 15 s after which the broker gives up on a SyncFlow server that is silent. */
const CONNECT_TIMEOUT_MS = 20_000;

/** @throws RecorderError `plain-connection-refused`; else as amqplib says it */
export async function connectBroker(options: BrokerConnectionOptions): Promise<ChannelModel> {
  const { broker, plainHosts, what, login, signal } = options;
  const protocol = broker.tls ? 'amqps' : 'amqp';
  const host = broker.host.includes(':') ? `[${broker.host}]` : broker.host;
  refusePlain(new URL(`${protocol}://${host}:${broker.port}`), plainHosts, what);
  const socketOptions = {
    timeout: CONNECT_TIMEOUT_MS,
    credentials: {
      mechanism: 'PLAIN',
      response: () => {
        const { user, password } = login();
        return Buffer.from(['', user, password].join('\0'));
      },
    },
    // Node's own options of a socket, which amqplib passes on.
    signal,
  };
  return connect(
    {
      protocol,
      hostname: broker.host,
      port: broker.port,
      vhost: encodeURIComponent(broker.vhost),
      heartbeat: HEARTBEAT_SECONDS,
    },
    socketOptions,
  );
}
