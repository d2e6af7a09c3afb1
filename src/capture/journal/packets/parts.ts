/** Finding the one large member of a packet, so that a line carries it once and nothing is lost. */
import type { Span } from '../../livekit/spans.ts';
import { WireReader, wireType } from '../../livekit/wire-reader.ts';
import { base64 } from '../members.ts';

/**
 * The bytes of a length-delimited field within `from`…`to`, `'absent'`, or null when it is there more
 * than once, has another wire type, or the bytes are no protobuf message.
 */
export function onlyField(
  bytes: Uint8Array,
  field: number,
  from = 0,
  to = bytes.length,
): Span | 'absent' | null {
  const reader = new WireReader(bytes);
  reader.at = from;
  reader.end = to;
  let found: Span | 'absent' = 'absent';
  while (reader.at < reader.end) {
    if (!reader.tag() || !reader.skip()) return null;
    if (reader.field !== field) continue;
    if (found !== 'absent' || reader.type !== wireType.bytes) return null;
    found = { start: reader.start, end: reader.at };
  }
  return found;
}

/** A packet cut in two: its content, and what stood around it. */
export interface Cut {
  readonly content: Buffer;
  /** Base64 of the packet without its content. */
  readonly envelope: string;
  /** Where in the envelope the content stood. */
  readonly contentAt: number;
}

/**
 * Cuts the content out: member `inner` of the packet's value `outer`. Null when either is there twice,
 * so that what the members say would be in doubt.
 */
export function cutContent(bytes: Buffer, outer: number, inner: number): Cut | null {
  const value = onlyField(bytes, outer);
  if (value === null || value === 'absent') return null;
  const found = onlyField(bytes, inner, value.start, value.end);
  if (found === null) return null;
  const { start, end } = found === 'absent' ? { start: bytes.length, end: bytes.length } : found;
  const envelope = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  return { content: bytes.subarray(start, end), envelope: base64(envelope), contentAt: start };
}
