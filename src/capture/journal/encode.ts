/**
 * From what arrived to the members of a line, in the order of docs/data-format.md. Everything that is
 * not known to be plain ASCII goes through JSON.stringify.
 */
import { isUtf8 } from 'node:buffer';
import { describeOneof, scanPacket, type ScannedPacket } from '../livekit/packet-scanner.ts';
import type { Channel } from '../../shared/records.ts';
import { DecimalNanos } from './decimal-nanos.ts';
import { QuotedTexts } from './quoted-texts.ts';

const text = (value: string): string => JSON.stringify(value);
const wallDigits = new DecimalNanos();
const monotonicDigits = new DecimalNanos();
const quoted = new QuotedTexts();

/** The first members of every line. */
export function lineHead(record: number, wall: bigint, monotonic: bigint): string {
  return `{"record":${record},"arrival":"${wallDigits.text(wall)}","monotonic":"${monotonicDigits.text(monotonic)}"`;
}

/** What the feed and the counters need of a packet beside its line. */
export interface EncodedPacket {
  readonly line: string;
  readonly kind: 'data' | 'unknown';
  readonly identity: string | null;
  readonly sid: string | null;
  readonly sequence: number;
  readonly topic: string | null;
  /** The payload (`data`) or the whole packet (`unknown`). */
  readonly payload: Buffer;
  /** Whether the payload is valid UTF-8. */
  readonly isText: boolean;
}

/**
 * The line of one packet, without its closing brace.
 * @param bytes The packet as it came over the wire.
 */
export function encodePacket(
  head: string,
  link: number,
  channel: Channel,
  bytes: Buffer,
): EncodedPacket {
  const packet = channel === 'data-track' ? null : scanPacket(bytes);
  if (packet?.user === undefined || !isUser(packet)) {
    return encodeUnknown(head, link, channel, bytes, packet);
  }
  const { topic, id, startTime, endTime, nonce, destinations } = packet;
  const start = packet.payloadOffset;
  const payload = bytes.subarray(start, start + packet.payloadLength);
  const isText = isUtf8(payload);
  let line = `${head},"kind":"data","link":${link}${senderMembers(packet)}`;
  if (topic !== undefined) line += `,"topic":${quoted.of(topic)}`;
  // As the packet says: the channel that it came over agrees with it, or `raw` would not help either.
  line += packet.kind === 0 ? ',"reliable":true' : ',"reliable":false';
  if (id !== undefined) line += `,"id":${text(id)}`;
  if (startTime !== undefined) line += `,"startTime":"${startTime}"`;
  if (endTime !== undefined) line += `,"endTime":"${endTime}"`;
  if (nonce !== undefined) line += `,"nonce":"${base64(nonce)}"`;
  if (destinations.length > 0) line += `,"destinations":${JSON.stringify(destinations)}`;
  line += isText ? `,"text":${text(payload.toString('utf8'))}` : `,"base64":"${base64(payload)}"`;
  if (!packet.canonical) line += `,"raw":"${base64(bytes)}"`;
  return encoded(packet, line, 'data', topic ?? null, payload, isText);
}

function encodeUnknown(
  head: string,
  link: number,
  channel: Channel,
  bytes: Buffer,
  packet: ScannedPacket | null,
): EncodedPacket {
  let line = `${head},"kind":"unknown","link":${link},"channel":"${channel}"`;
  if (packet !== null) {
    line += senderMembers(packet);
    const name = describeOneof(packet.value);
    if (name !== undefined) line += `,"packet":${text(name)}`;
  }
  line += `,"raw":"${base64(bytes)}"`;
  return encoded(packet, line, 'unknown', null, bytes, false);
}

/** A packet whose last value was another than user data is not one of user data. */
function isUser(packet: ScannedPacket): boolean {
  return describeOneof(packet.value) === 'user';
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function senderMembers(packet: ScannedPacket): string {
  const { identity, sid, sequence } = packet;
  let members = '';
  if (identity !== undefined) members += `,"identity":${quoted.of(identity)}`;
  if (sid !== undefined) members += `,"sid":${quoted.of(sid)}`;
  if (sequence !== 0) members += `,"sequence":${sequence}`;
  return members;
}

/** Every result has one shape: spreading parts together made a new one for each packet (measured). */
function encoded(
  packet: ScannedPacket | null,
  line: string,
  kind: EncodedPacket['kind'],
  topic: string | null,
  payload: Buffer,
  isText: boolean,
): EncodedPacket {
  const identity = packet?.identity ?? null;
  const sid = packet?.sid ?? null;
  return { line, kind, identity, sid, sequence: packet?.sequence ?? 0, topic, payload, isText };
}
