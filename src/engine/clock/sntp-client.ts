/** Asks a time server over UDP how this computer's clock stands (SNTP, RFC 4330). */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { ClockComparison, ClockReading } from './clock-reading.ts';
import { decodeAnswer, encodeQuestion, SntpRefusal } from './sntp-packet.ts';

export interface TimeServer {
  readonly host: string;
  readonly port: number;
}

export interface NtpComparison extends ClockComparison {
  readonly server: string;
  readonly stratum: number;
}

/** A clock that moved against the monotonic one by more than this while we asked was set meanwhile. */
const STEPPED_NS = 1_000_000n;
/** Further away from its own reference a server is of no use (RFC 5905, MAXDIST). */
const MAX_ROOT_DISTANCE_NS = 1_500_000_000n;

/**
 * One question to one server. The caller keeps the distance between questions: at least 15 s to a
 * public server (RFC 4330 §10).
 *
 * @param now The clock that is to be compared.
 * @throws SntpRefusal, or Error when there is no answer in time
 */
export async function askTimeServer(
  server: TimeServer,
  now: () => ClockReading,
  timeoutMs: number,
): Promise<NtpComparison> {
  const limit = AbortSignal.timeout(timeoutMs);
  const { address, family } = await bounded(lookup(server.host), limit);
  const nonce = randomBytes(8);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    const answer = await bounded(
      new Promise<{ packet: Buffer; asked: ClockReading; answered: ClockReading }>(
        (resolve, reject) => {
          let asked: ClockReading | null = null;
          socket.on('error', reject);
          // A connected socket takes datagrams of this peer only; what is not the answer is ignored.
          socket.on('message', (packet) => {
            const answered = now();
            if (asked === null || !packet.subarray(24, 32).equals(nonce)) return;
            resolve({ packet, asked, answered });
          });
          socket.connect(server.port, address, () => {
            asked = now();
            socket.send(encodeQuestion(nonce));
          });
        },
      ),
      limit,
    );
    const { received, sent, stratum, rootDistance } = decodeAnswer(answer.packet, nonce);
    if (rootDistance > MAX_ROOT_DISTANCE_NS) {
      throw new SntpRefusal('the server is too far from its own reference');
    }
    return {
      server: `${server.host}:${server.port}`,
      stratum,
      ...compare(answer.asked, answer.answered, received, sent, rootDistance),
    };
  } finally {
    socket.close();
  }
}

/**
 * From the four times of a question to offset, round trip and their limits (RFC 4330 §5).
 * @throws SntpRefusal when they cannot be true
 */
export function compare(
  asked: ClockReading,
  answered: ClockReading,
  received: bigint,
  sent: bigint,
  rootDistance: bigint,
): ClockComparison {
  const elapsed = answered.monotonic - asked.monotonic;
  const stepped = answered.wall - asked.wall - elapsed;
  if (stepped > STEPPED_NS || stepped < -STEPPED_NS) {
    throw new SntpRefusal('the clock of this computer was set while the server was asked');
  }
  const roundTrip = elapsed - (sent - received);
  if (sent < received || roundTrip < 0n)
    throw new SntpRefusal('the times in the answer are not so');
  return {
    offset: (received - asked.wall + (sent - answered.wall)) / 2n,
    uncertainty: roundTrip / 2n + rootDistance,
    roundTrip,
    at: { wall: asked.wall + elapsed / 2n, monotonic: asked.monotonic + elapsed / 2n },
  };
}

function bounded<T>(work: Promise<T>, limit: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    limit.addEventListener('abort', () => {
      reject(new Error('the time server did not answer in time'));
    });
    work.then(resolve, reject);
  });
}
