/** Every kind of packet that LiveKit knows, sent by a `WireParticipant` and written into its ledger. */
import { createCipheriv, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import {
  ChatMessage,
  DataStream_ByteHeader,
  DataStream_Chunk,
  DataStream_CompressionType,
  DataStream_Header,
  DataStream_TextHeader,
  DataStream_Trailer,
  EncryptedPacket,
  EncryptedPacketPayload,
  Encryption_Type,
  RpcAck,
  RpcRequest,
  RpcResponse,
  SipDTMF,
  Transcription,
  TranscriptionSegment,
  UserPacket,
} from '@livekit/protocol';
import type { PacketValue, WireParticipant } from '../../wire-sender/wire-participant.ts';
import { wallClock, type Ledger } from '../ledger.ts';
import { contentOf, type SentThing } from './sent-things.ts';

/** As SDKs send them. */
const CHUNK_BYTES = 15_000;
const FRAME_EVERY_MS = 10;

export interface StreamToSend {
  readonly topic: string;
  readonly content: Uint8Array;
  /** Default false: bytes. */
  readonly text?: boolean;
  /** `inline`: all of it in the header. Default: chunks. */
  readonly inline?: boolean;
  readonly compressed?: boolean;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Of the trailer. */
  readonly endAttributes?: Readonly<Record<string, string>>;
  /** What the header says. Default: the truth. */
  readonly totalLength?: number;
  /** Stop after so many chunks, without a trailer. */
  readonly chunks?: number;
  /** Why a stream that is not whole will be `partial`. */
  readonly reason?: string;
}

export class WireTraffic {
  readonly #sender: WireParticipant;
  readonly #ledger: Ledger;

  constructor(sender: WireParticipant, ledger: Ledger) {
    this.#sender = sender;
    this.#ledger = ledger;
  }

  /** A plain message with all that a sender can set. */
  message(payload: Uint8Array, options: { topic?: string; reliable?: boolean } = {}): void {
    const { topic, reliable = true } = options;
    const value = new UserPacket({
      payload,
      ...(topic === undefined ? {} : { topic }),
      id: randomUUID(),
      startTime: 1n,
      endTime: 2n ** 60n,
      nonce: randomBytes(16),
    });
    const t = wallClock();
    this.#sender.send({ case: 'user', value }, { reliable });
    this.#ledger.published({ topic, payload, reliable, t });
  }

  chat(message: string, changes: { editTimestamp?: bigint; deleted?: boolean } = {}): void {
    const timestamp = BigInt(Date.now());
    const value = new ChatMessage({ id: randomUUID(), timestamp, message, ...changes });
    const { editTimestamp } = changes;
    this.#packet({ case: 'chatMessage', value }, 'chat', {
      id: value.id,
      timestamp: String(timestamp),
      ...(editTimestamp === undefined ? {} : { editTimestamp: String(editTimestamp) }),
      deleted: value.deleted,
      text: message,
    });
  }

  /** Of an agent; those of others the server does not pass on. */
  transcription(transcribed: string, text: string): void {
    const segment = { id: randomUUID(), text, startTime: 5n, endTime: 2n ** 63n, final: true };
    const segments = [new TranscriptionSegment({ ...segment, language: 'de' })];
    const trackId = 'TR_none';
    const value = new Transcription({
      transcribedParticipantIdentity: transcribed,
      trackId,
      segments,
    });
    const shown = { ...segment, startTime: '5', endTime: String(2n ** 63n), language: 'de' };
    const expect = { transcribed, trackId, segments: [shown] };
    this.#packet({ case: 'transcription', value }, 'transcription', expect);
  }

  dtmf(code: number, digit: string): void {
    const value = new SipDTMF({ code, digit });
    this.#packet({ case: 'sipDtmf', value }, 'dtmf', { code, digit });
  }

  /** A call to nobody in particular; with a destination it would reach nobody else. */
  call(method: string, payload: string, compressed = false): string {
    const id = randomUUID();
    const body = compressed ? { compressedPayload: deflateRawSync(payload) } : { payload };
    const value = new RpcRequest({ id, method, responseTimeoutMs: 500, version: 1, ...body });
    this.#packet({ case: 'rpcRequest', value }, 'rpc', {
      ...{ part: 'request', id, method, responseTimeoutMs: 500, version: 1, payload },
      ...(compressed ? { compressed } : {}),
    });
    return id;
  }

  acknowledge(id: string): void {
    const value = new RpcAck({ requestId: id });
    this.#packet({ case: 'rpcAck', value }, 'rpc', { part: 'ack', id });
  }

  answer(id: string, payload: string): void {
    const value = new RpcResponse({ requestId: id, value: { case: 'payload', value: payload } });
    this.#packet({ case: 'rpcResponse', value }, 'rpc', { part: 'response', id, payload });
  }

  refuse(id: string, code: number, message: string): void {
    const error = { code, message, data: '{"a":1}' };
    const value = new RpcResponse({ requestId: id, value: { case: 'error', value: error } });
    this.#packet({ case: 'rpcResponse', value }, 'rpc', { part: 'response', id, error });
  }

  /** Sealed as LiveKit's SDKs do with a shared passphrase (livekit-wire.md §4). */
  encrypted(passphrase: string, topic: string, payload: Uint8Array): void {
    const plain = new EncryptedPacketPayload({
      value: { case: 'user', value: new UserPacket({ payload, topic }) },
    }).toBinary();
    const key = pbkdf2Sync(passphrase, 'LKFrameEncryptionKey', 100_000, 16, 'sha256');
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-128-gcm', key, iv);
    const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    const value = new EncryptedPacket({
      encryptionType: Encryption_Type.GCM,
      keyIndex: 2,
      iv: Uint8Array.from(iv),
      encryptedValue: Uint8Array.from(sealed),
    });
    const expect = { encryption: 1, keyIndex: 2, iv: iv.toString('base64') };
    const t = this.#now(() => this.#sender.send({ case: 'encryptedPacket', value }));
    this.#ledger.publishedOther({ kind: 'encrypted', expect, ...contentOf(sealed) }, t);
  }

  /** A value that LiveKit does not know (yet): field 999, with these bytes in it. */
  unheardOf(content: Uint8Array): void {
    const field = Buffer.concat([Buffer.from([0xba, 0x3e, content.length]), content]);
    const t = this.#now(() => this.#sender.sendFields(field));
    const contains = field.toString('base64');
    const expect = { channel: 'reliable' };
    this.#ledger.publishedOther({ kind: 'unknown', expect, contains }, t);
  }

  stream(stream: StreamToSend): string {
    const id = randomUUID();
    const { content, text = false, inline = false, compressed = false, chunks = Infinity } = stream;
    const packed = compressed ? deflateRawSync(content) : Buffer.from(content);
    const t = wallClock();
    this.#sender.send({ case: 'streamHeader', value: headerOf(id, stream, packed) });
    let sent = inline ? packed.length : 0;
    for (let index = 0; sent < packed.length && index < chunks; index += 1) {
      const piece = Uint8Array.from(packed.subarray(sent, sent + CHUNK_BYTES));
      sent += piece.length;
      const value = { streamId: id, chunkIndex: BigInt(index), content: piece };
      this.#sender.send({ case: 'streamChunk', value: new DataStream_Chunk(value) });
    }
    if (!inline && chunks === Infinity) {
      const attributes = { ...stream.endAttributes };
      const value = new DataStream_Trailer({ streamId: id, attributes });
      this.#sender.send({ case: 'streamTrailer', value });
    }
    const whole = sent === packed.length;
    this.#ledger.publishedOther(
      {
        kind: text ? 'text-stream' : 'byte-stream',
        expect: {
          stream: id,
          topic: stream.topic,
          ...(stream.name === undefined ? {} : { name: stream.name }),
          attributes: stream.attributes ?? {},
          ...(stream.endAttributes === undefined ? {} : { endAttributes: stream.endAttributes }),
          ...(compressed ? { compression: 'deflate-raw' } : {}),
          state: stream.reason === undefined ? 'complete' : 'partial',
          ...(stream.reason === undefined ? {} : { reason: stream.reason }),
        },
        // Half of a compressed stream is no content yet: what came of it is known by its own hash.
        ...contentOf(whole ? content : packed.subarray(0, sent)),
      },
      t,
    );
    return id;
  }

  /** Packets of a data track, one frame each, unhurried. `trackSid` as `publishTrack` told it. */
  async trackFrames(
    handle: number,
    trackSid: string,
    payloads: readonly Uint8Array[],
    first = 65_534,
  ): Promise<void> {
    for (const [index, payload] of payloads.entries()) {
      // Numbers wrap at 16 bits.
      const frameSequence = (first + index) % 65_536;
      const frame = (first + index) % 65_536;
      const value = Buffer.from(`at ${index}`);
      const head = trackHead({ handle, frameSequence, frame, timestamp: 90 * index, value });
      const t = this.#now(() => {
        this.#sender.sendTrackPacket(Buffer.concat([head, payload]));
      });
      const expect = {
        ...{ trackSid, frameSequence, frame, timestamp: 90 * index, start: true, final: true },
        extensions: [{ id: 2, value: value.toString('base64') }],
      };
      const thing: SentThing = { kind: 'data-track', expect, ...contentOf(payload) };
      this.#ledger.publishedOther(thing, t);
      await sleep(FRAME_EVERY_MS);
    }
  }

  /** Its own name, metadata, attributes; what is left out stays as it is. */
  become(changes: { name?: string; metadata?: string; attributes?: Record<string, string> }): void {
    const t = this.#now(() => {
      this.#sender.update(changes);
    });
    this.#ledger.publishedOther({ kind: 'participant', expect: changes }, t);
  }

  #packet(
    value: PacketValue,
    kind: 'chat' | 'transcription' | 'dtmf' | 'rpc',
    expect: Readonly<Record<string, unknown>>,
  ): void {
    const t = this.#now(() => this.#sender.send(value));
    this.#ledger.publishedOther({ kind, expect }, t);
  }

  /** The time just before. */
  #now(send: () => unknown): string {
    const t = wallClock();
    send();
    return t;
  }
}

function headerOf(id: string, stream: StreamToSend, packed: Buffer): DataStream_Header {
  const { content, totalLength = content.length, name = 'file.bin' } = stream;
  return new DataStream_Header({
    streamId: id,
    topic: stream.topic,
    mimeType: stream.text === true ? 'text/plain' : 'application/octet-stream',
    timestamp: BigInt(Date.now()),
    totalLength: BigInt(totalLength),
    attributes: { ...stream.attributes },
    compression:
      stream.compressed === true
        ? DataStream_CompressionType.DEFLATE_RAW
        : DataStream_CompressionType.NONE,
    ...(stream.inline === true ? { inlineContent: Uint8Array.from(packed) } : {}),
    contentHeader:
      stream.text === true
        ? { case: 'textHeader', value: new DataStream_TextHeader({ version: 1 }) }
        : { case: 'byteHeader', value: new DataStream_ByteHeader({ name }) },
  });
}

/** The header of a data-track packet with one extension (2: the sender's time), livekit-wire.md §5. */
function trackHead(frame: {
  readonly handle: number;
  readonly frameSequence: number;
  readonly frame: number;
  readonly timestamp: number;
  readonly value: Buffer;
}): Buffer {
  const extension = Buffer.concat([Buffer.from([2, frame.value.length]), frame.value]);
  const words = Math.ceil((2 + extension.length) / 4);
  const head = Buffer.alloc(12 + words * 4);
  head[0] = 0b0001_1100;
  head.writeUInt16BE(frame.handle, 2);
  head.writeUInt16BE(frame.frameSequence, 4);
  head.writeUInt16BE(frame.frame, 6);
  head.writeUInt32BE(frame.timestamp, 8);
  head.writeUInt16BE(words - 1, 12);
  extension.copy(head, 14);
  return head;
}
