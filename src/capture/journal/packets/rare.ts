/**
 * Packets that come seldom: read with the library, and kept whole as `raw` besides, so that nothing
 * depends on our understanding them.
 */
import {
  DataPacket,
  type ChatMessage,
  type MetricsBatch,
  type RpcResponse,
  type SipDTMF,
  type Transcription,
} from '@livekit/protocol';
import { keepingMarks } from '../../livekit/read-options.ts';
import { inflateContent } from '../inflate.ts';

/** A payload of a call is at most 15 KiB; compressed ones may be more. */
const RPC_INFLATE_LIMIT = 1024 * 1024;

type Members = Readonly<Record<string, unknown>>;

export interface RarePacket {
  readonly kind: 'chat' | 'transcription' | 'dtmf' | 'metrics' | 'rpc';
  /** In the order of docs/data-format.md, without sender and `raw`. */
  readonly members: Members;
  /** What the feed shows where `data` has its topic. */
  readonly topic: string | null;
  readonly preview: string;
}

/** Null for every other packet. @throws Error when the library cannot read it */
export function readRare(bytes: Uint8Array): RarePacket | null {
  const { value } = DataPacket.fromBinary(bytes, keepingMarks);
  switch (value.case) {
    case 'chatMessage':
      return readChat(value.value);
    case 'transcription':
      return readTranscription(value.value);
    case 'sipDtmf':
      return readDtmf(value.value);
    case 'metrics':
      return readMetrics(value.value);
    case 'rpcRequest': {
      const { id, method, responseTimeoutMs, version, payload, compressedPayload } = value.value;
      const members = { part: 'request', id, method, responseTimeoutMs, version };
      const body = readBody(payload, compressedPayload);
      return rpc({ ...members, ...body }, method, body.payload);
    }
    case 'rpcAck':
      return rpc({ part: 'ack', id: value.value.requestId }, null, undefined);
    case 'rpcResponse':
      return readResponse(value.value);
    default:
      return null;
  }
}

function readChat(chat: ChatMessage): RarePacket {
  const { id, timestamp, editTimestamp, deleted, generated, message } = chat;
  const edited = editTimestamp === undefined ? {} : { editTimestamp: unsigned(editTimestamp) };
  return {
    kind: 'chat',
    members: {
      id,
      timestamp: unsigned(timestamp),
      ...edited,
      deleted,
      generated,
      text: message,
    },
    topic: null,
    preview: message,
  };
}

function readTranscription(transcription: Transcription): RarePacket {
  const { transcribedParticipantIdentity, trackId } = transcription;
  const segments = transcription.segments.map(
    ({ id, text, startTime, endTime, final, language }) => ({
      id,
      text,
      startTime: unsigned(startTime),
      endTime: unsigned(endTime),
      final,
      language,
    }),
  );
  return {
    kind: 'transcription',
    members: { transcribed: transcribedParticipantIdentity, trackId, segments },
    topic: null,
    preview: `${transcribedParticipantIdentity}: ${segments.map((one) => one.text).join(' ')}`,
  };
}

function readDtmf({ code, digit }: SipDTMF): RarePacket {
  return { kind: 'dtmf', members: { code, digit }, topic: null, preview: `key ${digit}` };
}

function readMetrics(batch: MetricsBatch): RarePacket {
  const { timeSeries, events } = batch;
  return {
    kind: 'metrics',
    members: { metrics: batch.toJson() },
    topic: null,
    preview: `${timeSeries.length} series, ${events.length} events`,
  };
}

function readResponse({ requestId, value }: RpcResponse): RarePacket {
  const members = { part: 'response', id: requestId };
  switch (value.case) {
    case 'payload':
      return rpc({ ...members, payload: value.value }, null, value.value);
    case 'compressedPayload': {
      const body = readBody('', value.value);
      return rpc({ ...members, ...body }, null, body.payload);
    }
    case 'error': {
      const { code, message, data } = value.value;
      return rpc({ ...members, error: { code, message, data } }, null, `error ${code}: ${message}`);
    }
    case undefined:
      return rpc(members, null, undefined);
  }
}

function readBody(
  payload: string,
  compressed: Uint8Array,
): { readonly payload?: string; readonly compressed?: true } {
  if (compressed.length === 0) return { payload };
  const inflated = inflateContent(compressed, RPC_INFLATE_LIMIT);
  // What cannot be inflated stands in `raw`.
  if (!inflated.ok) return { compressed: true };
  return { payload: inflated.bytes.toString('utf8'), compressed: true };
}

function rpc(members: Members, method: string | null, body: string | undefined): RarePacket {
  const preview = `${String(members['part'])}${body === undefined ? '' : ` ${body}`}`;
  return { kind: 'rpc', members, topic: method, preview };
}

/** The library gives signed values of unsigned meaning as negative ones when a peer sends such. */
function unsigned(value: bigint): string {
  return String(BigInt.asUintN(64, value));
}
