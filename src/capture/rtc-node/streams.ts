/**
 * Text and byte streams, which rtc-node inflates and puts together itself. They are taken apart again into
 * header, chunks and trailer, plain and uncompressed, so that the journal makes the same records of them
 * as of those that came over the wire.
 */
import {
  DataStream_ByteHeader,
  DataStream_Chunk,
  DataStream_Header,
  DataStream_OperationType,
  DataStream_TextHeader,
  DataStream_Trailer,
} from '@livekit/protocol';
import type { ByteStreamInfo, TextStreamInfo } from '@livekit/rtc-ffi-bindings';
import type { ByteStreamReader, Room, TextStreamReader } from '@livekit/rtc-node';
import type { PacketValue } from './packets.ts';
import { sameNumber } from './same-number.ts';

const PIECE_BYTES = 32 * 1024;
/** Streams whose end was told and has not been used; more than ever run at once. */
const MOST_ENDS = 1_000;

export interface StreamEnd {
  readonly reason: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Emit = (identity: string, value: PacketValue) => void;
type AnyReader = TextStreamReader | ByteStreamReader;

export class Streams {
  readonly #emit: Emit;
  readonly #told = new Map<string, DataStream_Header>();
  readonly #ends = new Map<string, StreamEnd>();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /**
   * Takes the streams of every topic. rtc-node looks handlers up by topic in a private map and drops what
   * has none (livekit-capture.md §2). Before `connect`. @returns false where this version has no such map
   */
  takeAll(room: Room): boolean {
    const names = ['textStreamHandlers', 'byteStreamHandlers'] as const;
    if (!names.every((name) => Reflect.get(room, name) instanceof Map)) return false;
    const handler = (reader: AnyReader, { identity }: { identity: string }): void => {
      void this.#read(reader, identity);
    };
    return names.every((name) => Reflect.set(room, name, new Everything(handler)));
  }

  /** Tells what the reader's own info leaves out. Before the reader of this stream is handed out. */
  textOpened(info: TextStreamInfo): void {
    this.#opened(info, { case: 'textHeader', value: textHeader(info) });
  }

  /** As `textOpened`. */
  bytesOpened(info: ByteStreamInfo): void {
    const value = new DataStream_ByteHeader({ name: info.name ?? '' });
    this.#opened(info, { case: 'byteHeader', value });
  }

  /** A trailer. `attributes` may be those of the header and the trailer together (measured). */
  ended(streamId: string, end: StreamEnd): void {
    keep(this.#ends, streamId, end);
  }

  #opened(
    info: TextStreamInfo | ByteStreamInfo,
    contentHeader: DataStream_Header['contentHeader'],
  ): void {
    const header = commonHeader({
      streamId: info.streamId ?? '',
      timestamp: info.timestamp ?? 0n,
      topic: info.topic ?? '',
      mimeType: info.mimeType ?? '',
      totalLength: info.totalLength,
      attributes: info.attributes,
    });
    header.contentHeader = contentHeader;
    keep(this.#told, header.streamId, header);
  }

  async #read(reader: AnyReader, identity: string): Promise<void> {
    const { streamId } = reader.info;
    const header = this.#told.get(streamId) ?? headerOf(reader);
    this.#told.delete(streamId);
    this.#emit(identity, { case: 'streamHeader', value: header });
    let index = 0n;
    try {
      for await (const part of reader) {
        const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
        for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
          const content = bytes.subarray(at, at + PIECE_BYTES);
          const value = new DataStream_Chunk({ streamId, chunkIndex: index, content });
          index += 1n;
          this.#emit(identity, { case: 'streamChunk', value });
        }
      }
      const { reason, attributes } = this.#ends.get(streamId) ?? { reason: '', attributes: {} };
      const own = Object.entries(attributes).filter(([name, value]) => {
        return header.attributes[name] !== value;
      });
      this.#end(identity, streamId, { reason, attributes: Object.fromEntries(own) });
    } catch {
      // The sender left or gave up. As on the wire: no trailer, unless it sent one.
      const end = this.#ends.get(streamId);
      if (end !== undefined) this.#end(identity, streamId, end);
    }
    this.#ends.delete(streamId);
  }

  #end(identity: string, streamId: string, { reason, attributes }: StreamEnd): void {
    const value = new DataStream_Trailer({ streamId, reason, attributes: { ...attributes } });
    this.#emit(identity, { case: 'streamTrailer', value });
  }
}

/** Has the same handler for every topic. */
class Everything<T> extends Map<string, T> {
  readonly #handler: T;

  constructor(handler: T) {
    super();
    this.#handler = handler;
  }

  override get(): T {
    return this.#handler;
  }
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  const [oldest] = map.keys();
  if (map.size >= MOST_ENDS && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

function commonHeader(facts: {
  streamId: string;
  timestamp: bigint;
  topic: string;
  mimeType: string;
  totalLength: bigint | undefined;
  attributes: Record<string, string> | undefined;
}): DataStream_Header {
  const { totalLength, attributes, ...rest } = facts;
  return new DataStream_Header({
    ...rest,
    attributes: { ...attributes },
    ...(totalLength === undefined ? {} : { totalLength }),
  });
}

function textHeader(info: TextStreamInfo): DataStream_TextHeader {
  return new DataStream_TextHeader({
    operationType:
      sameNumber(DataStream_OperationType, info.operationType) ?? DataStream_OperationType.CREATE,
    version: info.version ?? 0,
    replyToStreamId: info.replyToStreamId ?? '',
    attachedStreamIds: info.attachedStreamIds,
    generated: info.generated ?? false,
  });
}

/** What the public interface tells, for versions that cannot be tapped. */
function headerOf(reader: AnyReader): DataStream_Header {
  const { streamId, timestamp, topic, mimeType, totalSize, attributes } = reader.info;
  const header = commonHeader({
    streamId,
    timestamp: BigInt(timestamp),
    topic,
    mimeType,
    totalLength: totalSize === undefined ? undefined : BigInt(totalSize),
    attributes,
  });
  header.contentHeader =
    'name' in reader.info
      ? { case: 'byteHeader', value: new DataStream_ByteHeader({ name: reader.info.name }) }
      : { case: 'textHeader', value: new DataStream_TextHeader() };
  return header;
}
