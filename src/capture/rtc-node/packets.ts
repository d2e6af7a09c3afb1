/**
 * DataPackets from what rtc-node tells. The bytes that came over the wire never leave its native code, so
 * they are encoded anew, in the form that the server uses (packet-scanner.ts): the journal then treats
 * both implementations alike. Sequence number, session id, nonce, id and times are not told.
 */
import {
  ChatMessage,
  DataPacket,
  DataPacket_Kind,
  SipDTMF,
  Transcription,
  TranscriptionSegment,
  UserPacket,
} from '@livekit/protocol';
import type { ChatMessage as ToldChat, TranscriptionReceived } from '@livekit/rtc-ffi-bindings';

export type PacketValue = Exclude<DataPacket['value'], { case: undefined } | { case: 'speaker' }>;

/** @param identity of the sender; undefined or '' where rtc-node does not know it */
export function encodePacket(
  identity: string | undefined,
  value: PacketValue,
  reliable = true,
): Uint8Array {
  const head = new DataPacket({
    kind: reliable ? DataPacket_Kind.RELIABLE : DataPacket_Kind.LOSSY,
    participantIdentity: identity ?? '',
  });
  // Two halves, because the server writes the value after all else and the library by number.
  return Buffer.concat([head.toBinary(), new DataPacket({ value }).toBinary()]);
}

export function userValue(
  identity: string | undefined,
  payload: Uint8Array,
  topic: string | undefined,
): PacketValue {
  const value = new UserPacket({
    payload,
    // The server repeats the sender here.
    participantIdentity: identity ?? '',
    ...(topic === undefined ? {} : { topic }),
  });
  return { case: 'user', value };
}

/** What is told of a chat message; members that are not told are left out. */
export type ToldMessage = Partial<
  Pick<ToldChat, 'id' | 'timestamp' | 'message' | 'editTimestamp' | 'deleted' | 'generated'>
>;

export function chatValue(told: ToldMessage): PacketValue {
  const { id = '', timestamp = 0n, message = '', editTimestamp, deleted, generated } = told;
  const value = new ChatMessage({
    id,
    timestamp,
    message,
    deleted: deleted ?? false,
    generated: generated ?? false,
    ...(editTimestamp === undefined ? {} : { editTimestamp }),
  });
  return { case: 'chatMessage', value };
}

export function dtmfValue(code: number | undefined, digit: string | undefined): PacketValue {
  return { case: 'sipDtmf', value: new SipDTMF({ code: code ?? 0, digit: digit ?? '' }) };
}

/** Who sent it is not told: `participantIdentity` of the event is whose speech it is. */
export function transcriptionValue(told: TranscriptionReceived): PacketValue {
  const value = new Transcription({
    transcribedParticipantIdentity: told.participantIdentity ?? '',
    trackId: told.trackSid ?? '',
    segments: told.segments.map(
      ({ id = '', text = '', startTime = 0n, endTime = 0n, final = false, language = '' }) =>
        new TranscriptionSegment({ id, text, startTime, endTime, final, language }),
    ),
  });
  return { case: 'transcription', value };
}
