import type { ScannedPacket } from '../livekit/packet-scanner.ts';
import type { LineBuffer } from './line-buffer.ts';
import { QuotedTexts } from './quoted-texts.ts';

/** JSON strings of texts that come again and again. */
export const quoted = new QuotedTexts();

const IDENTITY = Buffer.from(',"identity":');
const SID = Buffer.from(',"sid":');
const SEQUENCE = Buffer.from(',"sequence":');

/** Who sent a packet and its number, as far as it says. @returns the identity */
export function addSender(line: LineBuffer, packet: ScannedPacket): string | undefined {
  const { identity, sid, sequence } = packet;
  if (identity !== undefined) {
    line.raw(IDENTITY);
    line.raw(quoted.of(identity));
  }
  if (sid !== undefined) {
    line.raw(SID);
    line.raw(quoted.of(sid));
  }
  if (sequence !== 0) {
    line.raw(SEQUENCE);
    line.number(sequence);
  }
  return identity;
}
