/**
 * From what arrived to the members of a line, in the order of docs/data-format.md. `data` packets take
 * the short way, from bytes to bytes; all others are few, and what cannot be read stays whole as
 * `unknown`.
 */
import { isUtf8 } from 'node:buffer';
import { describeOneof, scanPacket, type ScannedPacket } from '../livekit/packet-scanner.ts';
import { oneofField } from '../livekit/packet-fields.ts';
import type { Channel } from '../../shared/records.ts';
import type { CounterWatch } from './counter-watch.ts';
import { asBuffer } from './as-buffer.ts';
import { addRaw, encodeData } from './encode-data.ts';
import { EncodedPacket } from './encoded-packet.ts';
import type { LineBuffer } from './line-buffer.ts';
import { base64, moreMembers, payloadMember, text } from './members.ts';
import { readEncrypted } from './packets/encrypted.ts';
import { readRare } from './packets/rare.ts';
import { readTrackFrame } from './packets/track-frame.ts';
import type { TrackTable } from './packets/track-table.ts';
import type { RingEntry } from './ring.ts';
import { addSender } from './sender-members.ts';
import { readStreamPacket } from './streams/stream-packets.ts';
import type { StreamTable } from './streams/stream-table.ts';

/** What a room remembers between packets. */
export interface EncodeContext {
  readonly streams: StreamTable;
  readonly tracks: TrackTable;
  /** Null: no rule says where payloads hold a number. */
  readonly counters: CounterWatch | null;
}

/**
 * Adds the members of one packet to a line. Never throws for what the packet is.
 * @param line begun
 * @param record its record number
 */
export function encodePacket(
  line: LineBuffer,
  record: number,
  entry: RingEntry,
  context: EncodeContext,
): EncodedPacket {
  const { payload: bytes } = entry;
  if (entry.tag === 'data-track') return encodeTrack(line, entry, context.tracks);
  const packet = scanPacket(bytes);
  if (packet === null || packet.value === 0) return encodeUnknown(line, entry, bytes, packet);
  // A packet whose last value was another than user data is not one of user data.
  if (packet.value === oneofField.user && packet.user !== undefined) {
    if (context.counters !== null) count(context.counters, entry, packet);
    return encodeData(line, entry.link, bytes, packet);
  }
  // The ring's memory is shared and used again; the library may not read the one and keeps views of the other.
  const copy = Buffer.from(bytes);
  const { mark } = line;
  try {
    const known = encodeKnown(line, record, entry, copy, packet, context);
    if (known !== null) return known;
  } catch {
    // The library cannot read it.
  }
  line.rewind(mark);
  return encodeUnknown(line, entry, copy, packet);
}

/** Where the sender gives no number, its payload may. */
function count(
  counters: CounterWatch,
  { payload: bytes, wall, monotonic }: RingEntry,
  { identity, sid, topic, sequence, payloadOffset, payloadLength }: ScannedPacket,
): void {
  if (sequence !== 0) return;
  const payload = asBuffer(bytes).toString('utf8', payloadOffset, payloadOffset + payloadLength);
  counters.take({ identity, sid, topic, payload, wall }, Number(monotonic / 1_000_000n));
}

/** Null for what is no kind of its own. @throws Error when the library cannot read it */
function encodeKnown(
  line: LineBuffer,
  record: number,
  { link, wall, monotonic }: RingEntry,
  bytes: Buffer,
  packet: ScannedPacket,
  { streams }: EncodeContext,
): EncodedPacket | null {
  const { identity = null, sid = null } = packet;
  const open = (kind: string): void => {
    line.text(`,"kind":"${kind}","link":${link}`);
    addSender(line, packet);
    line.text(`,"reliable":${packet.kind === 0}`);
  };
  switch (packet.value) {
    case oneofField.encryptedPacket: {
      const sealed = readEncrypted(bytes);
      if (sealed === null) return null;
      open('encrypted');
      line.text(moreMembers(sealed.members));
      return new EncodedPacket('encrypted', identity, null, sealed.ciphertext, false);
    }
    case oneofField.streamHeader:
    case oneofField.streamChunk:
    case oneofField.streamTrailer: {
      const part = readStreamPacket(bytes);
      if (part === null) return null;
      const nowMs = Number(monotonic / 1_000_000n);
      const taken = streams.take({ identity, sid }, part, { record, link, wall, nowMs });
      const { kind, topic, content, preview } = taken;
      open(kind);
      line.text(taken.members);
      // A chunk's own bytes are its content and its envelope.
      if (content === null) addRaw(line, bytes);
      const payload = content ?? bytes;
      return new EncodedPacket(kind, identity, topic, payload, isUtf8(payload), preview);
    }
    default: {
      const rare = readRare(bytes);
      if (rare === null) return null;
      const { kind, members, topic, preview } = rare;
      open(kind);
      line.text(moreMembers(members));
      addRaw(line, bytes);
      return new EncodedPacket(kind, identity, topic, bytes, false, preview);
    }
  }
}

function encodeTrack(line: LineBuffer, entry: RingEntry, tracks: TrackTable): EncodedPacket {
  const { link } = entry;
  const bytes = asBuffer(entry.payload);
  const frame = readTrackFrame(bytes);
  if (frame === null) return encodeUnknown(line, entry, bytes, null);
  const { handle, sequence, timestamp, start, final, extensions, payload } = frame;
  const { source, missing, late } = tracks.take(link, handle, sequence);
  const isText = isUtf8(payload);
  let members = `,"kind":"data-track","link":${link}`;
  if (source !== null) {
    if (source.identity !== null) members += `,"identity":${text(source.identity)}`;
    if (source.sid !== null) members += `,"sid":${text(source.sid)}`;
    members += `,"trackSid":${text(source.trackSid)}`;
  }
  members += `,"handle":${handle},"frameSequence":${sequence},"frame":${frame.frame}`;
  members += `,"timestamp":${timestamp},"start":${start},"final":${final}`;
  if (extensions !== null) {
    const shown = extensions.map(({ id, value }) => ({ id, value: base64(value) }));
    members += `,"extensions":${JSON.stringify(shown)}`;
  }
  if (missing > 0) members += `,"missing":${missing}`;
  if (late) members += ',"late":true';
  line.text(`${members},${payloadMember(payload, isText)},"head":"${base64(frame.head)}"`);
  return new EncodedPacket('data-track', source?.identity, source?.trackSid, payload, isText);
}

function encodeUnknown(
  line: LineBuffer,
  { link, tag }: RingEntry,
  bytes: Uint8Array,
  packet: ScannedPacket | null,
): EncodedPacket {
  const channel: Channel = tag === 'lossy' || tag === 'data-track' ? tag : 'reliable';
  line.text(`,"kind":"unknown","link":${link},"channel":"${channel}"`);
  if (packet !== null) {
    addSender(line, packet);
    const name = describeOneof(packet.value);
    if (name !== undefined) line.text(`,"packet":${text(name)}`);
  }
  addRaw(line, bytes);
  return new EncodedPacket('unknown', packet?.identity, null, bytes, false);
}
