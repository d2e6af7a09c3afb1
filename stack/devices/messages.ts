/**
 * The ordinary messages of a device. Each carries its number and a CRC-32 of what stands before the
 * checksum, so that whoever receives one can tell that it is whole without the ledger.
 */
import { crc32 } from 'node:zlib';
import type { PayloadKind } from './device-options.ts';

export interface OutgoingMessage {
  /** undefined: none. */
  readonly topic: string | undefined;
  readonly payload: Uint8Array;
}

const phrases = [
  'I think the slope is steeper here',
  'can you say that again?',
  'warum fällt der Ball schneller?',
  '我们再试一次',
  'yes 👍🏽, then 3 < 4 & "so on"',
];
const LARGEST_BINARY = 600;

/** Message `n` (from 1) of a device. */
export function ordinaryMessage(kind: PayloadKind, n: number, device: string): OutgoingMessage {
  switch (kind) {
    case 'sensor':
      return { topic: `sensors/${device}`, payload: Buffer.from(sensorReading(n, device)) };
    case 'text':
      return { topic: 'chat', payload: Buffer.from(chatLine(n, device)) };
    case 'binary':
      return { topic: 'frames', payload: binaryFrame(n) };
  }
}

/** The CRC-32 covers the text before `,"crc"`. */
function sensorReading(n: number, device: string): string {
  const reading = {
    n,
    device,
    t: Date.now(),
    temperature: 20 + Math.sin(n / 50),
    humidity: n % 100,
  };
  const body = JSON.stringify(reading).slice(0, -1);
  return `${body},"crc":"${hexCrc(body)}"}`;
}

/** The CRC-32 covers the text before ` crc=`. */
function chatLine(n: number, device: string): string {
  const body = `#${n} ${device}: ${phrases[n % phrases.length] ?? ''}`;
  return `${body} crc=${hexCrc(body)}`;
}

/** n as 4 bytes, big-endian; 0 to 600 bytes that depend on n alone; the CRC-32 of both. */
function binaryFrame(n: number): Uint8Array {
  const size = (n * 37) % (LARGEST_BINARY + 1);
  const frame = Buffer.alloc(4 + size + 4);
  frame.writeUInt32BE(n, 0);
  for (let index = 0; index < size; index += 1) {
    frame[4 + index] = (n * 31 + index * 7 + (index >> 3)) & 0xff;
  }
  frame.writeUInt32BE(crc32(frame.subarray(0, 4 + size)), 4 + size);
  return frame;
}

function hexCrc(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
