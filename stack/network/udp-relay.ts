/** A UDP relay before a server, for the faults of networks: loss, silence, delay, duplicates, damage. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

/** Parts of 1, each datagram judged by itself; both directions alike. */
export interface UdpFaults {
  /** 1: nothing gets through. */
  readonly loss: number;
  readonly duplicate: number;
  /** A datagram with a flipped byte or a cut end. */
  readonly corrupt: number;
  readonly delayMs: number;
  /** Up to so much more, at random: datagrams overtake each other. */
  readonly jitterMs: number;
}

const noFaults: UdpFaults = { loss: 0, duplicate: 0, corrupt: 0, delayMs: 0, jitterMs: 0 };

export class UdpRelay {
  readonly #front: Socket;
  readonly #targetPort: number;
  /** By client, `address:port`. */
  readonly #upstreams = new Map<string, Socket>();
  #faults = noFaults;
  #closed = false;
  /** Datagrams that were swallowed. */
  dropped = 0;

  private constructor(front: Socket, targetPort: number) {
    this.#front = front;
    this.#targetPort = targetPort;
    front.on('message', (datagram, client) => {
      this.#pass(datagram, (bytes) => {
        this.#upstream(client).send(bytes, this.#targetPort, '127.0.0.1');
      });
    });
  }

  static async start(targetPort: number): Promise<UdpRelay> {
    const front = createSocket('udp4');
    // A flow of 1,000 packets a second must not be lost here unless it is meant to be.
    await new Promise<void>((resolve) => {
      front.bind(0, '127.0.0.1', resolve);
    });
    front.setRecvBufferSize(4 * 1024 * 1024);
    return new UdpRelay(front, targetPort);
  }

  get port(): number {
    return this.#front.address().port;
  }

  /** From now on; what is not named does not happen. */
  set(faults: Partial<UdpFaults>): void {
    this.#faults = { ...noFaults, ...faults };
  }

  close(): void {
    this.#closed = true;
    this.#front.close();
    for (const socket of this.#upstreams.values()) socket.close();
  }

  #upstream(client: RemoteInfo): Socket {
    const key = `${client.address}:${client.port}`;
    const known = this.#upstreams.get(key);
    if (known !== undefined) return known;
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      socket.setRecvBufferSize(4 * 1024 * 1024);
    });
    socket.on('message', (datagram) => {
      this.#pass(datagram, (bytes) => {
        this.#front.send(bytes, client.port, client.address);
      });
    });
    this.#upstreams.set(key, socket);
    return socket;
  }

  #pass(datagram: Buffer, send: (bytes: Buffer) => void): void {
    const { loss, duplicate, corrupt, delayMs, jitterMs } = this.#faults;
    if (Math.random() < loss) {
      this.dropped += 1;
      return;
    }
    const bytes = Math.random() < corrupt ? damaged(datagram) : datagram;
    const copies = Math.random() < duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const wait = delayMs + Math.random() * jitterMs;
      if (wait === 0) send(bytes);
      else {
        setTimeout(() => {
          if (!this.#closed) send(bytes);
        }, wait);
      }
    }
  }
}

function damaged(datagram: Buffer): Buffer {
  const place = Math.floor(Math.random() * datagram.length);
  if (Math.random() < 0.5) return datagram.subarray(0, place);
  const bytes = Buffer.from(datagram);
  bytes.writeUInt8(bytes.readUInt8(place) ^ 0xff, place);
  return bytes;
}
