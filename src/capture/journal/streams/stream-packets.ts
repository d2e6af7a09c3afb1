/** Reads the packets of streams: header, chunk, trailer (livekit-wire.md §4). */
import {
  DataPacket,
  DataStream_CompressionType,
  DataStream_OperationType,
  type DataStream_Header,
} from '@livekit/protocol';
import { oneofField } from '../../livekit/packet-fields.ts';
import { keepingMarks } from '../../livekit/read-options.ts';
import { cutContent, type Cut } from '../packets/parts.ts';
import type { StreamHeader } from './open-stream.ts';

const CHUNK_CONTENT = 3;

export type StreamPacket =
  | {
      readonly part: 'header';
      readonly stream: string;
      readonly header: StreamHeader;
      /** In the order of docs/data-format.md, from `topic` on. */
      readonly members: Readonly<Record<string, unknown>>;
      /** Content that came with the header; null when there is none. */
      readonly inline: Uint8Array | null;
    }
  | {
      readonly part: 'chunk';
      readonly stream: string;
      readonly index: number;
      readonly cut: Cut;
    }
  | {
      readonly part: 'trailer';
      readonly stream: string;
      readonly reason: string;
      readonly attributes: Readonly<Record<string, string>>;
    };

/** Null for every other packet, and for a chunk that is not in the usual form. @throws Error */
export function readStreamPacket(bytes: Buffer): StreamPacket | null {
  const { value } = DataPacket.fromBinary(bytes, keepingMarks);
  switch (value.case) {
    case 'streamHeader':
      return readHeader(value.value);
    case 'streamChunk': {
      const cut = cutContent(bytes, oneofField.streamChunk, CHUNK_CONTENT);
      const index = Number(BigInt.asUintN(64, value.value.chunkIndex));
      if (cut === null || index >= Number.MAX_SAFE_INTEGER) return null;
      return { part: 'chunk', stream: value.value.streamId, index, cut };
    }
    case 'streamTrailer': {
      const { streamId, reason, attributes } = value.value;
      return { part: 'trailer', stream: streamId, reason, attributes };
    }
    default:
      return null;
  }
}

function readHeader(header: DataStream_Header): StreamPacket {
  const { streamId, topic, mimeType, timestamp, attributes, contentHeader, inlineContent } = header;
  const totalLength =
    header.totalLength === undefined ? null : BigInt.asUintN(64, header.totalLength);
  const name = contentHeader.case === 'byteHeader' ? contentHeader.value.name : '';
  const compressed = header.compression !== DataStream_CompressionType.NONE;
  const members: Record<string, unknown> = {
    topic,
    ...(name === '' ? {} : { name }),
    mimeType,
    timestamp: String(BigInt.asUintN(64, timestamp)),
    ...(totalLength === null ? {} : { totalLength: String(totalLength) }),
    attributes,
    ...(compressed
      ? { compression: word(DataStream_CompressionType[header.compression], header.compression) }
      : {}),
  };
  if (contentHeader.case === 'textHeader') {
    const { operationType, version, replyToStreamId, attachedStreamIds, generated } =
      contentHeader.value;
    members['operation'] = word(DataStream_OperationType[operationType], operationType);
    members['version'] = version;
    if (replyToStreamId !== '') members['replyTo'] = replyToStreamId;
    if (attachedStreamIds.length > 0) members['attached'] = attachedStreamIds;
    members['generated'] = generated;
  }
  return {
    part: 'header',
    stream: streamId,
    header: {
      kind: contentHeader.case === 'textHeader' ? 'text-stream' : 'byte-stream',
      topic,
      name,
      mimeType,
      totalLength,
      compressed,
    },
    members,
    inline: inlineContent ?? null,
  };
}

/** `DEFLATE_RAW` as `deflate-raw`; the number when the sender knows more than we do. */
function word(name: string | undefined, value: number): string {
  return name === undefined ? String(value) : name.toLowerCase().replaceAll('_', '-');
}
