import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect, type Socket as TcpSocket } from 'node:net';
import type { TcpTarget } from './bridge-candidates.ts';
import { Framer, frame } from './bridge-framing.ts';

/** What may wait for the server; the peer connection sends again what is dropped here. */
const MOST_WAITING_BYTES = 1024 * 1024;
const CONNECT_TIMEOUT_MS = 8_000;

export interface BridgeOptions {
  readonly target: TcpTarget;
  /** The connection to the server is gone, or never came about. Once; not after `close()`. */
  readonly onClosed: () => void;
}

/**
 * A UDP port on loopback that leads to the server's media port over TCP, for hosts from which UDP does not
 * get out. Each datagram travels with its length before it (RFC 4571). The peer connection knows nothing
 * of it. libjuice's own ICE over TCP stalls under load; this does not (livekit-wire.md §6).
 */
export class Bridge {
  readonly #options: BridgeOptions;
  readonly #udp: UdpSocket;
  readonly #tcp: TcpSocket;
  readonly #framer: Framer;
  /** Port of the peer connection: the first that sent something. */
  #peerPort: number | undefined;
  #closed = false;

  private constructor(options: BridgeOptions, udp: UdpSocket) {
    this.#options = options;
    this.#udp = udp;
    this.#framer = new Framer((datagram) => {
      this.#toPeer(datagram);
    });
    udp.on('message', (datagram, { port }) => {
      this.#peerPort ??= port;
      if (port === this.#peerPort) this.#toServer(datagram);
    });
    udp.on('error', () => {
      this.#fail();
    });
    const { host, port } = options.target;
    this.#tcp = connect({ host, port, noDelay: true });
    this.#tcp.setTimeout(CONNECT_TIMEOUT_MS, () => {
      if (this.#tcp.connecting) this.#fail();
    });
    this.#tcp.on('data', (data) => {
      this.#framer.push(data);
    });
    this.#tcp.on('error', () => {
      this.#fail();
    });
    this.#tcp.on('close', () => {
      this.#fail();
    });
  }

  /** Resolves when the UDP port is open; the connection to the server comes about meanwhile. */
  static async open(options: BridgeOptions): Promise<Bridge> {
    const udp = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      udp.once('error', reject);
      udp.bind(0, '127.0.0.1', () => {
        udp.off('error', reject);
        resolve();
      });
    });
    return new Bridge(options, udp);
  }

  /** The UDP port on 127.0.0.1. */
  get port(): number {
    return this.#udp.address().port;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#udp.close();
    this.#tcp.destroy();
  }

  #toServer(datagram: Buffer): void {
    if (this.#closed || this.#tcp.writableLength > MOST_WAITING_BYTES) return;
    this.#tcp.write(frame(datagram));
  }

  #toPeer(datagram: Buffer): void {
    if (this.#closed || this.#peerPort === undefined) return;
    this.#udp.send(datagram, this.#peerPort, '127.0.0.1');
  }

  #fail(): void {
    if (this.#closed) return;
    this.close();
    this.#options.onClosed();
  }
}
