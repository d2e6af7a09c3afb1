/** Pieces of lines, as text. Everything that is not known to be plain ASCII goes through JSON.stringify. */
import { isUtf8 } from 'node:buffer';
import type { ScannedPacket } from '../livekit/packet-scanner.ts';
import { DecimalNanos } from './decimal-nanos.ts';
import { QuotedTexts } from './quoted-texts.ts';

export const text = (value: string): string => JSON.stringify(value);

const wallDigits = new DecimalNanos();
const monotonicDigits = new DecimalNanos();
/** JSON strings of texts that come again and again. */
export const quoted = new QuotedTexts();

/** The first members of every line. */
export function lineHead(record: number, wall: bigint, monotonic: bigint): string {
  return `{"record":${record},"arrival":"${wallDigits.text(wall)}","monotonic":"${monotonicDigits.text(monotonic)}"`;
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** `"text":…` when the payload is valid UTF-8, else `"base64":…`. */
export function payloadMember(payload: Buffer, isText = isUtf8(payload)): string {
  return isText ? `"text":${text(payload.toString('utf8'))}` : `"base64":"${base64(payload)}"`;
}

/** Who sent a packet and its number, as far as it says; each member with a comma before it. */
export function senderMembers(packet: ScannedPacket): string {
  const { identity, sid, sequence } = packet;
  let members = '';
  if (identity !== undefined) members += `,"identity":${quoted.of(identity)}`;
  if (sid !== undefined) members += `,"sid":${quoted.of(sid)}`;
  if (sequence !== 0) members += `,"sequence":${sequence}`;
  return members;
}

/** More members, given as an object, each with a comma before it; undefined ones are left out. */
export function moreMembers(members: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(members);
  return json === '{}' ? '' : `,${json.slice(1, -1)}`;
}
