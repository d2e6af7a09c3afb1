/** The packets of SNTP, version 4 (RFC 4330 §4 and §5; RFC 5905 §7.3). */

export const PACKET_BYTES = 48;
/** Client, version 4. */
const REQUEST_HEADER = 0x23;
const MODE_SERVER = 4;
const LEAP_UNSYNCHRONISED = 3;
const MAX_STRATUM = 15;
/** 1900-01-01 to 1970-01-01. */
const SECONDS_1900_TO_1970 = 2_208_988_800n;
/** The 32 bits of seconds begin again on 2036-02-07. */
const ERA_SECONDS = 2n ** 32n;

export interface SntpAnswer {
  /** When the server received the question and sent the answer: its clock, unix nanoseconds. */
  readonly received: bigint;
  readonly sent: bigint;
  readonly stratum: number;
  /** How far the server may be from its own reference: half the root delay and the root dispersion, ns. */
  readonly rootDistance: bigint;
}

/** Why an answer is of no use. `stop`: the server told us to ask it no more (RFC 4330 §8). */
export class SntpRefusal extends Error {
  readonly stop: boolean;

  constructor(message: string, stop = false) {
    super(message);
    this.name = 'SntpRefusal';
    this.stop = stop;
  }
}

/**
 * A question. The transmit timestamp is only ever copied back by the server, so random bytes stand
 * there: they prove that an answer is the answer to this question, and tell nobody our time.
 *
 * @param nonce 8 bytes
 */
export function encodeQuestion(nonce: Uint8Array): Buffer {
  const packet = Buffer.alloc(PACKET_BYTES);
  packet[0] = REQUEST_HEADER;
  packet.set(nonce, 40);
  return packet;
}

/** @throws SntpRefusal when it is not a usable answer to the question with this nonce */
export function decodeAnswer(packet: Buffer, nonce: Uint8Array): SntpAnswer {
  if (packet.length < PACKET_BYTES) throw new SntpRefusal('the answer is too short');
  const header = packet.readUInt8(0);
  if ((header & 7) !== MODE_SERVER) throw new SntpRefusal('the answer is not from a server');
  if (!packet.subarray(24, 32).equals(nonce)) {
    throw new SntpRefusal('the answer belongs to another question');
  }
  const stratum = packet.readUInt8(1);
  if (stratum === 0) {
    const code = packet.toString('latin1', 12, 16).replaceAll(/[^A-Z0-9]/g, '');
    throw new SntpRefusal(`the server refuses (${code})`, true);
  }
  if (stratum > MAX_STRATUM || header >> 6 === LEAP_UNSYNCHRONISED) {
    throw new SntpRefusal('the server is not synchronised itself');
  }
  if (packet.readBigUInt64BE(40) === 0n) throw new SntpRefusal('the answer has no time');
  const rootDelay = shortNanoseconds(packet.readUInt32BE(4));
  const rootDispersion = shortNanoseconds(packet.readUInt32BE(8));
  return {
    received: unixNanoseconds(packet.readBigUInt64BE(32)),
    sent: unixNanoseconds(packet.readBigUInt64BE(40)),
    stratum,
    rootDistance: rootDelay / 2n + rootDispersion,
  };
}

/** 32 bits of seconds since 1900 and 32 of their fraction; the next era when the top bit is not set. */
export function unixNanoseconds(timestamp: bigint): bigint {
  const field = timestamp >> 32n;
  const seconds = field >= 2n ** 31n ? field : field + ERA_SECONDS;
  const fraction = ((timestamp & 0xffff_ffffn) * 1_000_000_000n) >> 32n;
  return (seconds - SECONDS_1900_TO_1970) * 1_000_000_000n + fraction;
}

/** The other way; for servers. Rounded up, so that it comes back as it was. */
export function ntpTimestamp(unix: bigint): bigint {
  const seconds = (unix / 1_000_000_000n + SECONDS_1900_TO_1970) % ERA_SECONDS;
  const fraction = (((unix % 1_000_000_000n) << 32n) + 999_999_999n) / 1_000_000_000n;
  return (seconds << 32n) + fraction;
}

/** 16 bits of seconds and 16 of their fraction. */
function shortNanoseconds(value: number): bigint {
  return (BigInt(value) * 1_000_000_000n) >> 16n;
}
