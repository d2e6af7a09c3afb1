import type { ScannedPacket } from '../livekit/packet-scanner.ts';
import type { PacketKind } from '../../shared/records.ts';

/** One packet as a line, and what the feed and the counters need of it beside that. */
export interface EncodedPacket {
  /** Without its closing brace. */
  readonly line: string;
  readonly kind: PacketKind;
  readonly identity: string | null;
  readonly sid: string | null;
  readonly sequence: number;
  readonly topic: string | null;
  /** What counts as its payload (data-format.md, `counts.bytes`). */
  readonly payload: Buffer;
  /** Whether the payload is valid UTF-8. */
  readonly isText: boolean;
  /** What the feed shows instead of the payload; null: the payload itself. */
  readonly preview: string | null;
  /** The size that the feed shows. */
  readonly size: number;
}

/** Every result has one shape: spreading parts together made a new one for each packet (measured). */
export function encoded(
  packet: ScannedPacket | null,
  line: string,
  kind: PacketKind,
  topic: string | null,
  payload: Buffer,
  isText: boolean,
  preview: string | null = null,
): EncodedPacket {
  return {
    line,
    kind,
    identity: packet?.identity ?? null,
    sid: packet?.sid ?? null,
    sequence: packet?.sequence ?? 0,
    topic,
    payload,
    isText,
    preview,
    size: payload.length,
  };
}
