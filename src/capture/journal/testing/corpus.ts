/** Packets of every kind as a server sends them: what the fuzzer damages. */
import { deflateRawSync } from 'node:zlib';
import { DataPacket, DataPacket_Kind } from '@livekit/protocol';

type Value = DataPacket['value'];

const text = 'zwei Sätze, immer wieder. '.repeat(20);
const streamId = '710f0102-2d06-467d-ba49';

const values: readonly Value[] = [
  packet({ user: { payload: b64('{"x":1.5}'), topic: 'sensors/imu' } }),
  packet({ user: { payload: b64('\u{FEFF}"\\\u0001 mark'), topic: '' } }),
  packet({
    user: {
      ...{ payload: Buffer.from([0xc3, 0x28, 0, 255]).toString('base64'), id: 'id' },
      ...{ startTime: '1', endTime: '18446744073709551615', nonce: b64('0123456789abcdef') },
    },
  }),
  packet({ chatMessage: { id: 'c1', timestamp: '5', message: 'hello', editTimestamp: '6' } }),
  packet({
    transcription: {
      transcribedParticipantIdentity: 'teacher',
      trackId: 'TR_1',
      segments: [{ id: 's', text: 'said', startTime: '1', endTime: '2', final: true }],
    },
  }),
  packet({ sipDtmf: { code: 11, digit: '#' } }),
  packet({ metrics: { timestampMs: '9', strData: ['a'], timeSeries: [{ label: 1 }] } }),
  packet({ rpcRequest: { id: 'r', method: 'm', payload: '{}', responseTimeoutMs: 500 } }),
  packet({
    rpcRequest: {
      id: 'r',
      method: 'm',
      compressedPayload: deflateRawSync(text).toString('base64'),
    },
  }),
  packet({ rpcAck: { requestId: 'r' } }),
  packet({ rpcResponse: { requestId: 'r', payload: 'ok' } }),
  packet({ rpcResponse: { requestId: 'r', error: { code: 1500, message: 'no', data: '' } } }),
  packet({
    streamHeader: {
      ...{ streamId, timestamp: '7', topic: 't', mimeType: 'text/plain', totalLength: '8' },
      ...{ attributes: { a: 'b' }, textHeader: { version: 1, replyToStreamId: 'x' } },
    },
  }),
  packet({
    streamHeader: {
      ...{ streamId: 'inline', topic: 't', compression: 'DEFLATE_RAW', byteHeader: { name: 'n' } },
      inlineContent: deflateRawSync(text).toString('base64'),
    },
  }),
  packet({ streamChunk: { streamId, chunkIndex: '0', content: b64('chunk') } }),
  packet({ streamChunk: { streamId: 'headless', chunkIndex: '3', content: 'AP8=' } }),
  packet({ streamTrailer: { streamId, reason: '', attributes: { done: 'yes' } } }),
  packet({
    encryptedPacket: {
      ...{ encryptionType: 'GCM', iv: b64('twelve bytes'), keyIndex: 2 },
      encryptedValue: b64('ciphertext and a tag of 16'),
    },
  }),
];

/** In the server's order: the value last, whatever its number (packet-scanner.ts). */
export function corpus(): Uint8Array[] {
  return values.flatMap((value, index) => {
    const members = {
      kind: index % 5 === 1 ? DataPacket_Kind.LOSSY : DataPacket_Kind.RELIABLE,
      participantIdentity: 'device-ü',
      participantSid: 'PA_xHBS7dutGrQk',
      sequence: index === 1 ? 0 : 200 + index,
      destinationIdentities: index % 7 === 0 ? ['us', 'others'] : [],
    };
    const head = new DataPacket(members);
    const rest = new DataPacket({ value });
    return [
      Uint8Array.from(Buffer.concat([head.toBinary(), rest.toBinary()])),
      // By number, as most encoders do.
      new DataPacket({ ...members, value }).toBinary(),
    ];
  });
}

/** A value, given in protobuf's JSON form. */
function packet(json: Readonly<Record<string, object>>): Value {
  return DataPacket.fromJsonString(JSON.stringify(json)).value;
}

function b64(content: string): string {
  return Buffer.from(content, 'utf8').toString('base64');
}
