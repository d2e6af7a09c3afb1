/**
 * The header of a data-track packet, as livekit-server 1.13.5 reads it (livekit-wire.md §5; its
 * `datatrack/packet.go`): version (3 bits), start, final, extensions, 10 reserved bits; big-endian
 * handle, sequence and frame number (16 bits each), timestamp (32 bits). With extensions follow their
 * size in words of 4 bytes less one (16 bits), then identifier, length and value of each, up to an
 * identifier of 0 (padding).
 */
const HEADER_BYTES = 12;
const SIZE_BYTES = 2;

export interface TrackExtension {
  readonly id: number;
  readonly value: Buffer;
}

export interface TrackFrame {
  readonly handle: number;
  readonly sequence: number;
  readonly frame: number;
  readonly timestamp: number;
  readonly start: boolean;
  readonly final: boolean;
  /** Null when the header says that there are none. */
  readonly extensions: readonly TrackExtension[] | null;
  /** Everything before the payload. */
  readonly head: Buffer;
  readonly payload: Buffer;
}

/** Null when the bytes are too short for what they say, or of a version that does not exist yet. */
export function readTrackFrame(bytes: Buffer): TrackFrame | null {
  if (bytes.length < HEADER_BYTES) return null;
  const flags = bytes.readUInt8(0);
  if (flags >> 5 !== 0) return null;
  const hasExtensions = (flags & 0b100) !== 0;
  let end = HEADER_BYTES;
  let extensions: TrackExtension[] | null = null;
  if (hasExtensions) {
    if (bytes.length < HEADER_BYTES + SIZE_BYTES) return null;
    end += (bytes.readUInt16BE(HEADER_BYTES) + 1) * 4;
    if (end > bytes.length) return null;
    extensions = readExtensions(bytes.subarray(HEADER_BYTES + SIZE_BYTES, end));
    if (extensions === null) return null;
  }
  return {
    handle: bytes.readUInt16BE(2),
    sequence: bytes.readUInt16BE(4),
    frame: bytes.readUInt16BE(6),
    timestamp: bytes.readUInt32BE(8),
    start: (flags & 0b10000) !== 0,
    final: (flags & 0b1000) !== 0,
    extensions,
    head: bytes.subarray(0, end),
    payload: bytes.subarray(end),
  };
}

function readExtensions(bytes: Buffer): TrackExtension[] | null {
  const extensions: TrackExtension[] = [];
  for (let at = 0; at < bytes.length;) {
    const id = bytes.readUInt8(at);
    if (id === 0) break;
    if (at + 2 > bytes.length) return null;
    const end = at + 2 + bytes.readUInt8(at + 1);
    if (end > bytes.length) return null;
    extensions.push({ id, value: bytes.subarray(at + 2, end) });
    at = end;
  }
  return extensions;
}
