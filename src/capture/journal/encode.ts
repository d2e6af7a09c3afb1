/**
 * From what arrived to the members of a line, in the order of docs/data-format.md. `data` packets take
 * the short way; all others are few, and what cannot be read stays whole as `unknown`.
 */
import { isUtf8 } from 'node:buffer';
import { describeOneof, scanPacket, type ScannedPacket } from '../livekit/packet-scanner.ts';
import { oneofField } from '../livekit/packet-fields.ts';
import type { Channel } from '../../shared/records.ts';
import { encoded, type EncodedPacket } from './encoded-packet.ts';
import { base64, moreMembers, payloadMember, quoted, senderMembers, text } from './members.ts';
import { readEncrypted } from './packets/encrypted.ts';
import { readRare } from './packets/rare.ts';
import { readTrackFrame } from './packets/track-frame.ts';
import type { TrackTable } from './packets/track-table.ts';
import type { RingEntry } from './ring.ts';
import { readStreamPacket } from './streams/stream-packets.ts';
import type { StreamTable } from './streams/stream-table.ts';

/** What a room remembers between packets. */
export interface EncodeContext {
  readonly streams: StreamTable;
  readonly tracks: TrackTable;
}

/**
 * The line of one packet. Never throws for what the packet is.
 * @param head the first members of the line
 * @param record its record number
 */
export function encodePacket(
  head: string,
  record: number,
  entry: RingEntry,
  context: EncodeContext,
): EncodedPacket {
  const { link, payload: bytes } = entry;
  if (entry.tag === 'data-track') return encodeTrack(head, entry, context.tracks);
  const channel: Channel = entry.tag === 'lossy' ? 'lossy' : 'reliable';
  const packet = scanPacket(bytes);
  if (packet === null || packet.value === 0)
    return encodeUnknown(head, link, channel, bytes, packet);
  // A packet whose last value was another than user data is not one of user data.
  if (packet.value === oneofField.user && packet.user !== undefined) {
    return encodeData(head, link, bytes, packet);
  }
  // The ring's memory is shared and used again; the library may not read the one and keeps views of the other.
  const copy = Buffer.from(bytes);
  try {
    return (
      encodeKnown(record, head, entry, copy, packet, context) ??
      encodeUnknown(head, link, channel, copy, packet)
    );
  } catch {
    return encodeUnknown(head, link, channel, copy, packet);
  }
}

function encodeData(
  head: string,
  link: number,
  bytes: Buffer,
  packet: ScannedPacket,
): EncodedPacket {
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
  line += `,${payloadMember(payload, isText)}`;
  if (!packet.canonical) line += `,"raw":"${base64(bytes)}"`;
  return encoded(packet, line, 'data', topic ?? null, payload, isText);
}

/** Null for what is no kind of its own. @throws Error when the library cannot read it */
function encodeKnown(
  record: number,
  head: string,
  entry: RingEntry,
  bytes: Buffer,
  packet: ScannedPacket,
  { streams }: EncodeContext,
): EncodedPacket | null {
  const { link, wall, monotonic } = entry;
  const { identity = null, sid = null } = packet;
  const open = (kind: string): string =>
    `${head},"kind":"${kind}","link":${link}${senderMembers(packet)},"reliable":${packet.kind === 0}`;
  const raw = `,"raw":"${base64(bytes)}"`;
  switch (packet.value) {
    case oneofField.encryptedPacket: {
      const sealed = readEncrypted(bytes);
      if (sealed === null) return null;
      const line = `${open('encrypted')}${moreMembers(sealed.members)}`;
      return encoded(packet, line, 'encrypted', null, sealed.ciphertext, false);
    }
    case oneofField.streamHeader:
    case oneofField.streamChunk:
    case oneofField.streamTrailer: {
      const part = readStreamPacket(bytes);
      if (part === null) return null;
      const nowMs = Number(monotonic / 1_000_000n);
      const taken = streams.take({ identity, sid }, part, { record, link, wall, nowMs });
      const { kind, topic, content, preview } = taken;
      // A chunk's own bytes are its content and its envelope.
      const line = `${open(kind)}${taken.members}${content === null ? raw : ''}`;
      const payload = content ?? bytes;
      return encoded(packet, line, kind, topic, payload, isUtf8(payload), preview);
    }
    default: {
      const rare = readRare(bytes);
      if (rare === null) return null;
      const { kind, members, topic, preview } = rare;
      const line = `${open(kind)}${moreMembers(members)}${raw}`;
      return encoded(packet, line, kind, topic, bytes, false, preview);
    }
  }
}

function encodeTrack(head: string, entry: RingEntry, tracks: TrackTable): EncodedPacket {
  const { link, payload: bytes } = entry;
  const frame = readTrackFrame(bytes);
  if (frame === null) return encodeUnknown(head, link, 'data-track', bytes, null);
  const { handle, sequence, timestamp, start, final, extensions, payload } = frame;
  const { source, missing, late } = tracks.take(link, handle, sequence);
  const isText = isUtf8(payload);
  let line = `${head},"kind":"data-track","link":${link}`;
  if (source !== null) {
    if (source.identity !== null) line += `,"identity":${text(source.identity)}`;
    if (source.sid !== null) line += `,"sid":${text(source.sid)}`;
    line += `,"trackSid":${text(source.trackSid)}`;
  }
  line += `,"handle":${handle},"frameSequence":${sequence},"frame":${frame.frame}`;
  line += `,"timestamp":${timestamp},"start":${start},"final":${final}`;
  if (extensions !== null) {
    const shown = extensions.map(({ id, value }) => ({ id, value: base64(value) }));
    line += `,"extensions":${JSON.stringify(shown)}`;
  }
  if (missing > 0) line += `,"missing":${missing}`;
  if (late) line += ',"late":true';
  line += `,${payloadMember(payload, isText)},"head":"${base64(frame.head)}"`;
  return {
    line,
    kind: 'data-track',
    identity: source?.identity ?? null,
    sid: source?.sid ?? null,
    sequence: 0,
    topic: source?.trackSid ?? null,
    payload,
    isText,
    preview: null,
    size: payload.length,
  };
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
