/**
 * From what arrived to the members of a line, in the order of docs/data-format.md. Everything that is
 * not known to be plain ASCII goes through JSON.stringify.
 */
import { isUtf8 } from 'node:buffer';
import { describeOneof, scanPacket, type ScannedPacket } from '../livekit/packet-scanner.ts';
import type { Channel } from '../../shared/records.ts';

const text = (value: string): string => JSON.stringify(value);

/** The first members of every line. */
export function lineHead(record: number, wall: bigint, monotonic: bigint): string {
  return `{"record":${record},"arrival":"${wall}","monotonic":"${monotonic}"`;
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
  if (packet?.user === undefined || packet.user === null) {
    return encodeUnknown(head, link, channel, bytes, packet);
  }
  const { user } = packet;
  const payload = bytes.subarray(user.payloadStart, user.payloadEnd);
  const isText = isUtf8(payload);
  let line = `${head},"kind":"data","link":${link}${senderMembers(packet)}`;
  if (user.topic !== null) line += `,"topic":${text(user.topic)}`;
  line += channel === 'reliable' ? ',"reliable":true' : ',"reliable":false';
  if (user.id !== null) line += `,"id":${text(user.id)}`;
  if (user.startTime !== null) line += `,"startTime":"${user.startTime}"`;
  if (user.endTime !== null) line += `,"endTime":"${user.endTime}"`;
  if (user.nonce !== null) line += `,"nonce":"${user.nonce.toString('base64')}"`;
  if (packet.destinations.length > 0) {
    line += `,"destinations":${JSON.stringify(packet.destinations)}`;
  }
  line += isText
    ? `,"text":${text(payload.toString('utf8'))}`
    : `,"base64":"${payload.toString('base64')}"`;
  if (!packet.canonical) line += `,"raw":"${bytes.toString('base64')}"`;
  return { ...routing(packet), line, kind: 'data', topic: user.topic, payload, isText };
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
    const name = packet.oneof === 0 ? null : describeOneof(packet.oneof);
    if (name !== null) line += `,"packet":${text(name)}`;
  }
  line += `,"raw":"${bytes.toString('base64')}"`;
  return { ...routing(packet), line, kind: 'unknown', topic: null, payload: bytes, isText: false };
}

function senderMembers(packet: ScannedPacket): string {
  let members = '';
  if (packet.identity !== '') members += `,"identity":${text(packet.identity)}`;
  if (packet.sid !== '') members += `,"sid":${text(packet.sid)}`;
  if (packet.sequence !== 0) members += `,"sequence":${packet.sequence}`;
  return members;
}

function routing(
  packet: ScannedPacket | null,
): Pick<EncodedPacket, 'identity' | 'sid' | 'sequence'> {
  return {
    identity: packet === null || packet.identity === '' ? null : packet.identity,
    sid: packet === null || packet.sid === '' ? null : packet.sid,
    sequence: packet?.sequence ?? 0,
  };
}
