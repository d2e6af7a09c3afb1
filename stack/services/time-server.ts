/** A time server (SNTP, RFC 4330) on loopback whose clock is as wrong as a test wants. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

export interface TimeServerBehaviour {
  /** Seconds by which its clock is ahead of this computer's. */
  offset: number;
  /** Does not answer. */
  silent: boolean;
  /** Answers so many milliseconds late. */
  delayMs: number;
  stratum: number;
  /** 3: its own clock is not synchronised. */
  leap: number;
  /** Four letters, only with stratum 0: why it refuses. */
  refusal: string;
  /** Copies back other bytes than it was sent, as a forger who did not see the question would. */
  forged: boolean;
}

const SECONDS_1900_TO_1970 = 2_208_988_800;

export class TestTimeServer {
  readonly behaviour: TimeServerBehaviour = {
    offset: 0,
    silent: false,
    delayMs: 0,
    stratum: 2,
    leap: 0,
    refusal: '',
    forged: false,
  };
  /** Questions so far. */
  asked = 0;
  readonly #socket: Socket;

  static async start(): Promise<TestTimeServer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.bind(0, '127.0.0.1', resolve);
    });
    return new TestTimeServer(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (question, from) => {
      this.asked += 1;
      if (!this.behaviour.silent) this.#answer(question, from, this.#now());
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** For RECORDER_NTP. */
  get setting(): string {
    return `127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#socket.close(resolve);
    });
  }

  /** Unix seconds with fractions. */
  #now(): number {
    return (performance.timeOrigin + performance.now()) / 1000 + this.behaviour.offset;
  }

  #answer(question: Buffer, from: RemoteInfo, received: number): void {
    const { stratum, leap, refusal, forged, delayMs } = this.behaviour;
    const send = (): void => {
      const answer = Buffer.alloc(48);
      answer[0] = (leap << 6) | (4 << 3) | 4;
      answer[1] = stratum;
      // Root delay 2 ms, root dispersion 1 ms.
      answer.writeUInt32BE(131, 4);
      answer.writeUInt32BE(66, 8);
      answer.write(refusal, 12, 'latin1');
      question.copy(answer, 24, 40, 48);
      if (forged) answer.fill(7, 24, 32);
      writeTime(answer, 32, received);
      writeTime(answer, 40, this.#now());
      this.#socket.send(answer, from.port, from.address);
    };
    if (delayMs === 0) send();
    else setTimeout(send, delayMs);
  }
}

function writeTime(packet: Buffer, at: number, unix: number): void {
  const seconds = Math.floor(unix);
  packet.writeUInt32BE((seconds + SECONDS_1900_TO_1970) % 2 ** 32, at);
  packet.writeUInt32BE(Math.floor((unix - seconds) * 2 ** 32), at + 4);
}
