import { EncodedPacket } from './encoded-packet.ts';
import type { EndedStream } from './streams/stream-end.ts';

const nothing = Buffer.alloc(0);

/** How the feed shows the end of a stream. */
export function feedPacketOf({ stream, state, reason, size }: EndedStream): EncodedPacket {
  const { owner, header, kind } = stream;
  const name = header?.name === '' ? header.mimeType : (header?.name ?? owner.stream);
  const preview = `${name}: ${state}${reason === null ? '' : `, ${reason}`}`;
  return new EncodedPacket(kind, owner.identity, header?.topic, nothing, true, preview, 0, size);
}
