import type { EncodedPacket } from './encoded-packet.ts';
import type { EndedStream } from './streams/stream-end.ts';

/** How the feed shows the end of a stream. */
export function feedPacketOf({ stream, state, reason, size }: EndedStream): EncodedPacket {
  const { owner, header, kind } = stream;
  const name = header?.name === '' ? header.mimeType : (header?.name ?? owner.stream);
  return {
    line: '',
    kind,
    identity: owner.identity,
    sid: owner.sid,
    sequence: 0,
    topic: header?.topic ?? null,
    payload: Buffer.alloc(0),
    isText: true,
    preview: `${name}: ${state}${reason === null ? '' : `, ${reason}`}`,
    size,
  };
}
