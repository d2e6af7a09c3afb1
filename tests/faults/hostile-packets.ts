/** What a hostile participant sends: strange, huge, malformed, endless, and lies about all of it. */
import { deflateRawSync } from 'node:zlib';
import {
  ChatMessage,
  DataPacket,
  DataStream_ByteHeader,
  DataStream_Chunk,
  DataStream_CompressionType,
  DataStream_Header,
  DataStream_TextHeader,
  DataStream_Trailer,
  RpcRequest,
  UserPacket,
} from '@livekit/protocol';
import type { RawPacket } from '../../stack/fast-sender/packet-sender.ts';

/** Stands in every name that could become a path, so that it would be found wherever it lands. */
export const MARK = 'hostile-mark';
/** The last packet of each sender has this topic. */
export const LAST_TOPIC = 'the last one';
/** How much of everything; what has to be more than a bound of the recorder is so in both. */
const full = process.env['RECORDER_TEST_FULL'] === '1';
export const FLOOD = full ? 50_000 : 3_000;
export const TOPICS = full ? 10_000 : 1_200;
export const OPEN_STREAMS = full ? 5_000 : 1_100;
/** Largest packet that a sender's channel takes. */
const MOST_BYTES = 65_500;

export const strangeNames: readonly string[] = [
  `../../../../../../${MARK}`,
  `..\\..\\..\\${MARK}`,
  `/tmp/${MARK}`,
  `C:\\${MARK}`,
  '.',
  '..',
  `nul\u0000${MARK}`,
  'CON',
  `line\n${MARK}\r\n`,
  `\u001b[2J\u001b]0;${MARK}\u0007`,
  `\u202e${MARK}`,
  '🙂'.repeat(60),
  '__proto__',
  'constructor',
  'toString',
  `=cmd|' /C calc'!A0`,
  `<script>alert("${MARK}")</script>`,
  `x","crc":"00000000"}\n{"record":1,"kind":"gap","reason":"corrupt"}`,
  `$(touch ${MARK}) \`touch ${MARK}\``,
  `\ufeff${MARK}`,
  '\u{10ffff}\ufffe\u0085\u2028',
];

function packet(content: DataPacket, channel = 'reliable'): RawPacket {
  return { channel, data: content.toBinary() };
}

function user(topic: string | undefined, payload: Uint8Array, channel = 'reliable'): RawPacket {
  const value = new UserPacket({ payload, ...(topic === undefined ? {} : { topic }) });
  return packet(new DataPacket({ value: { case: 'user', value } }), channel);
}

/** Each strange name as topic, id and nonce of a packet, and chat and a call of that name. */
export function strangePackets(): RawPacket[] {
  const long = 'long '.repeat(12_000);
  return [...strangeNames, long].flatMap((name) => [
    user(name, Buffer.from(`topic ${name.slice(0, 40)}`)),
    packet(
      new DataPacket({
        value: { case: 'user', value: new UserPacket({ id: name, nonce: Buffer.from('odd') }) },
      }),
    ),
    packet(
      new DataPacket({
        value: { case: 'chatMessage', value: new ChatMessage({ id: name, timestamp: -1n }) },
      }),
    ),
    packet(
      new DataPacket({
        value: { case: 'rpcRequest', value: new RpcRequest({ id: 'r', method: name }) },
      }),
    ),
  ]);
}

interface Stream {
  readonly id: string;
  readonly topic?: string;
  readonly name?: string;
  readonly attributes?: Record<string, string>;
  readonly totalLength?: bigint;
  readonly compressed?: boolean;
  readonly inline?: Uint8Array;
  readonly text?: boolean;
}

function header(stream: Stream): RawPacket {
  const { id, topic = 'streams', name = '', attributes = {}, totalLength, compressed } = stream;
  const { DEFLATE_RAW, NONE } = DataStream_CompressionType;
  const value = new DataStream_Header({
    streamId: id,
    topic,
    attributes,
    compression: compressed === true ? DEFLATE_RAW : NONE,
    ...(totalLength === undefined ? {} : { totalLength }),
    ...(stream.inline === undefined ? {} : { inlineContent: stream.inline }),
    contentHeader:
      stream.text === true
        ? { case: 'textHeader', value: new DataStream_TextHeader({ replyToStreamId: name }) }
        : { case: 'byteHeader', value: new DataStream_ByteHeader({ name }) },
  });
  return packet(new DataPacket({ value: { case: 'streamHeader', value } }));
}

function chunk(id: string, index: bigint, content: Uint8Array): RawPacket {
  const value = new DataStream_Chunk({ streamId: id, chunkIndex: index, content });
  return packet(new DataPacket({ value: { case: 'streamChunk', value } }));
}

function trailer(id: string, reason = ''): RawPacket {
  const value = new DataStream_Trailer({ streamId: id, reason, attributes: { [reason]: MARK } });
  return packet(new DataPacket({ value: { case: 'streamTrailer', value } }));
}

/** Streams of each strange name, large enough to become files of the recording. */
export function strangeStreams(): RawPacket[] {
  const part = Buffer.alloc(60_000, 7);
  return strangeNames.flatMap((name, number) => {
    const id = `${number} ${name}`;
    const chunks = Array.from({ length: 5 }, (_, index) => chunk(id, BigInt(index), part));
    const first = header({ id, topic: name, name, attributes: { [name]: name } });
    return [first, ...chunks, trailer(id)];
  });
}

/** Streams that are not what they say, never begin, never end, and numbers beyond all numbers. */
export function lyingStreams(): RawPacket[] {
  const tiny = Buffer.from('tiny');
  const most = 2n ** 64n - 1n;
  const indexes = [0n, 1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, most, 0n];
  return [
    header({ id: 'short', totalLength: most }),
    chunk('short', 0n, tiny),
    trailer('short'),
    header({ id: 'long', totalLength: 1n }),
    ...Array.from({ length: 40 }, (_, index) => chunk('long', BigInt(index), tiny)),
    trailer('long', `<b>${MARK}</b>`),
    header({ id: 'negative', totalLength: BigInt.asUintN(64, -5n) }),
    ...indexes.map((index) => chunk('indexes', index, tiny)),
    ...Array.from({ length: 300 }, (_, number) => chunk(`headless ${number}`, 0n, tiny)),
    ...Array.from({ length: 300 }, (_, number) => trailer(`nothing ${number}`)),
    ...Array.from({ length: 50 }, () => header({ id: 'again', totalLength: 9n })),
    ...Array.from({ length: OPEN_STREAMS }, (_, number) =>
      header({ id: `open ${number}`, text: true }),
    ),
    header({ id: 'one byte at a time', name: '../one' }),
    ...Array.from({ length: 600 }, (_, at) => chunk('one byte at a time', BigInt(at), tiny)),
    header({ id: 'not deflate', compressed: true, inline: Buffer.from('not deflate at all') }),
  ];
}

/** A little that becomes a lot: 60 MB each, and 200 MB over chunks. */
export function bombs(): RawPacket[] {
  const inline = deflateRawSync(Buffer.alloc(60_000_000), { level: 9 }).subarray(0, MOST_BYTES);
  const large = deflateRawSync(Buffer.alloc(200_000_000), { level: 9 });
  const chunks: RawPacket[] = [];
  for (let at = 0; at < large.length; at += 60_000) {
    chunks.push(chunk('bomb', BigInt(chunks.length), large.subarray(at, at + 60_000)));
  }
  return [
    ...Array.from({ length: 8 }, (_, number) =>
      header({ id: `bomb ${number}`, compressed: true, inline: inline.subarray(0, 60_000) }),
    ),
    header({ id: 'bomb', compressed: true, totalLength: 3n }),
    ...chunks,
    trailer('bomb'),
  ];
}

/** Bytes that are no packets, are hardly packets, or are packets of a later time. */
export function malformed(seed: number): RawPacket[] {
  const random = randomFrom(seed);
  const sound = [...strangePackets(), ...lyingStreams().slice(0, 60)].map(({ data }) => data);
  const damaged = Array.from({ length: 1_500 }, () => {
    const original = sound[Math.floor(random() * sound.length)] ?? Buffer.alloc(1);
    const data = Buffer.from(original.subarray(0, 400));
    for (let flips = 0; flips < 3; flips += 1) {
      data[Math.floor(random() * data.length)] = Math.floor(random() * 256);
    }
    return data.subarray(0, random() < 0.3 ? Math.floor(random() * data.length) : data.length);
  });
  const noise = Array.from({ length: 100 }, () =>
    Buffer.from(Array.from({ length: Math.floor(random() * 300) }, () => random() * 256)),
  );
  // Field 60 (no such value), a group in a group, the same value twice, a varint without end.
  const field60 = Buffer.concat([
    Buffer.from([0xe2, 0x03, 0x80, 0xfa, 0x02]),
    Buffer.alloc(48_384),
  ]);
  const groups = Buffer.from([0xe3, 0x03, 0xe3, 0x03, 0xe4, 0x03, 0xe4, 0x03]);
  const twice = Buffer.concat([user('a', Buffer.from('1')).data, user('b', Buffer.from('2')).data]);
  const endless = Buffer.alloc(40, 0xff);
  const all = [...damaged, ...noise, field60, groups, twice, endless, Buffer.alloc(0)];
  const channels = ['_reliable', '_lossy', '_data_track', `../${MARK}`];
  return all.map((data, at) => {
    const channel = channels[at % channels.length] ?? '';
    return { channel, data: channel === '_data_track' ? withoutExtensions(data) : data };
  });
}

/**
 * A data-track packet of 12 bytes that announces extensions ends livekit-server 1.13.5 as a whole: its
 * reader goes past the end (measured). That is not what is tested here.
 */
function withoutExtensions(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  if (copy.length > 0) copy.writeUInt8(copy.readUInt8(0) & ~0b100, 0);
  return copy;
}

/** The largest packets, thousands of topics, and as many small packets as fit, in both ways. */
export function floods(): RawPacket[] {
  const small = Buffer.alloc(180, 1);
  const largest = user('largest', Buffer.alloc(MOST_BYTES - 100, 0xc3));
  const topics = Array.from({ length: TOPICS }, (_, number) =>
    user(`topic ${number} ${MARK}`, Buffer.from(String(number))),
  );
  return [
    { ...largest, times: 40 },
    ...topics,
    { ...user('flood', small), times: FLOOD },
    { ...user('lossy flood', small, 'lossy'), times: FLOOD },
    { ...user(undefined, Buffer.alloc(0)), times: 2_000 },
  ];
}

/**
 * @param channel one that is open to the end: where another of the SDK's label is opened, the server closes
 * the SDK's own
 */
export function lastPacket(channel: string): RawPacket {
  return user(LAST_TOPIC, Buffer.from(LAST_TOPIC), channel);
}

/** xorshift32: 0 to 1, without 1. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}
