import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { ChildService } from './child-service.ts';
import { reservePort } from './free-port.ts';
import { answersOk, serverProgram } from './server-program.ts';

export interface LiveKitOptions {
  /** The stack's folder; the server gets the folder `name` in it. */
  readonly folder: string;
  /** Default `livekit`. */
  readonly name?: string;
  /** Seconds until a room that nobody has joined is closed. Default 300. */
  readonly emptyTimeout?: number;
  /** Seconds until a room is closed after the last participant left. Default 20. */
  readonly departureTimeout?: number;
  /** Media over TCP for those who cannot use UDP; listens on every address. Default true. */
  readonly iceTcp?: boolean;
  /** Media over UDP; false is what a participant sees behind a firewall that lets none through. Default true. */
  readonly iceUdp?: boolean;
  /** Where it is reached, when not over loopback: an address of this computer, and its interface. */
  readonly at?: { readonly address: string; readonly device: string };
}

interface Ports {
  readonly http: number;
  readonly udp: number;
  /** 0: none. */
  readonly tcp: number;
}

/**
 * A LiveKit server of its own, with random keys, on loopback (but for `iceTcp` and `at`). Rooms are made when
 * someone joins. After a restart all rooms are gone and the keys are the same, so old tokens stay valid.
 */
export class LiveKit extends ChildService {
  /** The port of signalling and API. */
  readonly port: number;
  /** The port of all media over UDP. */
  readonly udpPort: number;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly #address: string;

  /** Reserves ports and writes the configuration; `start` starts it. */
  static async create(options: LiveKitOptions): Promise<LiveKit> {
    const { iceTcp = true } = options;
    const http = await reservePort();
    const udp = await reservePort();
    return new LiveKit(options, { http, udp, tcp: iceTcp ? await reservePort() : 0 });
  }

  private constructor(options: LiveKitOptions, ports: Ports) {
    const name = options.name ?? 'livekit';
    const folder = join(options.folder, name);
    const configFile = join(folder, 'livekit.json');
    super({
      name,
      folder,
      command: () => serverProgram('livekit-server'),
      args: ['--config', configFile],
      isReady: () => answersOk(`http://${addressOf(options)}:${ports.http}/`),
      stopSignals,
    });
    this.#address = addressOf(options);
    this.port = ports.http;
    this.udpPort = ports.udp;
    this.apiKey = `key-${randomBytes(4).toString('hex')}`;
    this.apiSecret = randomBytes(24).toString('hex');
    const config = livekitConfig(options, ports, { [this.apiKey]: this.apiSecret });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(configFile, JSON.stringify(config, null, 2), { mode: 0o600 });
  }

  /** For the server's API. */
  get httpUrl(): string {
    return `http://${this.#address}:${this.port}`;
  }

  /** For participants. */
  get wsUrl(): string {
    return `ws://${this.#address}:${this.port}`;
  }

  /** A client of the room API, with this server's keys. */
  rooms(): RoomServiceClient {
    return new RoomServiceClient(this.httpUrl, this.apiKey, this.apiSecret);
  }
}

/**
 * The first SIGTERM waits, looking every 5 s, until no participant is left; the second ends at once and
 * tells the clients SERVER_SHUTDOWN (measured, 1.13.5).
 */
const stopSignals = [
  { signal: 'SIGTERM', waitMs: 100 },
  { signal: 'SIGTERM', waitMs: 5_000 },
] as const;

const addressOf = ({ at }: LiveKitOptions): string => at?.address ?? '127.0.0.1';

/** LiveKit reads YAML, and every JSON document is one. */
function livekitConfig(
  options: LiveKitOptions,
  ports: Ports,
  keys: Readonly<Record<string, string>>,
): object {
  const { emptyTimeout = 300, departureTimeout = 20, iceUdp = true } = options;
  return {
    port: ports.http,
    bind_addresses: [addressOf(options)],
    rtc: {
      tcp_port: ports.tcp,
      udp_port: ports.udp,
      ...(iceUdp ? {} : { force_tcp: true }),
      node_ip: addressOf(options),
      use_external_ip: false,
      enable_loopback_candidate: true,
      // Without it UDP listens on every interface (measured, 1.13.5).
      interfaces: { includes: [options.at?.device ?? 'lo'] },
    },
    turn: { enabled: false },
    keys,
    room: {
      auto_create: true,
      empty_timeout: emptyTimeout,
      departure_timeout: departureTimeout,
    },
    logging: { level: 'info', json: false },
  };
}
