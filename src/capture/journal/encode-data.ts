import type { ScannedPacket } from '../livekit/packet-scanner.ts';
import { EncodedPacket } from './encoded-packet.ts';
import type { LineBuffer } from './line-buffer.ts';
import { base64, text } from './members.ts';
import { addSender, quoted } from './sender-members.ts';

const ascii = (part: string): Uint8Array => Buffer.from(part, 'latin1');
const DATA = ascii(',"kind":"data","link":');
const TOPIC = ascii(',"topic":');
const RELIABLE = ascii(',"reliable":true');
const LOSSY = ascii(',"reliable":false');
const TEXT = ascii(',"text":');
const BASE64 = ascii(',"base64":');
const RAW = ascii(',"raw":');

/** Adds the members of a `data` packet. Hot path: most of what is recorded passes here. */
export function encodeData(
  line: LineBuffer,
  link: number,
  bytes: Uint8Array,
  packet: ScannedPacket,
): EncodedPacket {
  const { topic } = packet;
  line.raw(DATA);
  line.number(link);
  const identity = addSender(line, packet);
  if (topic !== undefined) {
    line.raw(TOPIC);
    line.raw(quoted.of(topic));
  }
  // As the packet says: the channel that it came over agrees with it, or `raw` would not help either.
  line.raw(packet.kind === 0 ? RELIABLE : LOSSY);
  const seldom = seldomMembers(packet);
  if (seldom !== '') line.text(seldom);
  const from = packet.payloadOffset;
  const to = from + packet.payloadLength;
  const isText = addText(line, bytes, from, to);
  if (!isText) {
    line.raw(BASE64);
    line.base64(bytes, from, to);
  }
  if (!packet.canonical) addRaw(line, bytes);
  return new EncodedPacket('data', identity, topic, bytes, isText, null, from, to - from);
}

/** The whole packet as it came. */
export function addRaw(line: LineBuffer, bytes: Uint8Array): void {
  line.raw(RAW);
  line.base64(bytes);
}

/** False, and nothing added, when it is not UTF-8. */
function addText(line: LineBuffer, bytes: Uint8Array, from: number, to: number): boolean {
  const { mark } = line;
  line.raw(TEXT);
  if (line.jsonText(bytes, from, to)) return true;
  line.rewind(mark);
  return false;
}

function seldomMembers(packet: ScannedPacket): string {
  const { id, startTime, endTime, nonce, destinationSpans } = packet;
  let members = '';
  if (id !== undefined) members += `,"id":${text(id)}`;
  if (startTime !== undefined) members += `,"startTime":"${startTime}"`;
  if (endTime !== undefined) members += `,"endTime":"${endTime}"`;
  if (nonce !== undefined) members += `,"nonce":"${base64(nonce)}"`;
  if (destinationSpans.length > 0) {
    members += `,"destinations":${JSON.stringify(packet.destinations)}`;
  }
  return members;
}
