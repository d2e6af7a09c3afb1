/** From rtc-node's events to packets and news of participants, for one room. */
import { ConnectionQuality, type ParticipantInfo, type Room as RoomInfo } from '@livekit/protocol';
import type { FfiEvent } from '@livekit/rtc-ffi-bindings';
import type { RemoteParticipant, Room } from '@livekit/rtc-node';
import type { FfiPort } from './ffi.ts';
import { participantInfo, roomInfo } from './infos.ts';
import type { RtcNode } from './load.ts';
import { sameNumber } from './same-number.ts';
import { chatValue, dtmfValue, encodePacket, transcriptionValue, userValue } from './packets.ts';
import type { Streams } from './streams.ts';

type RoomMessage = Extract<FfiEvent['message'], { case: 'roomEvent' }>['value']['message'];

export interface RtcEventHandlers {
  readonly onPacket: (bytes: Uint8Array, reliable: boolean) => void;
  readonly onParticipants: (infos: readonly ParticipantInfo[]) => void;
  /** It may only look so: before a full reconnect rtc-node says it of everyone. */
  readonly onLeft: (info: ParticipantInfo) => void;
  readonly onRoom: (room: RoomInfo) => void;
  /** How the server judges somebody's connection, or ours. */
  readonly onQuality: (sid: string, quality: ConnectionQuality) => void;
}

/** What the tap sees, packets and streams above all. */
export class TappedEvents {
  readonly #ffi: FfiPort;
  readonly #streams: Streams;
  readonly #handlers: RtcEventHandlers;
  /** Stream ids by the handle of their reader, until it ends. */
  readonly #readers = new Map<bigint, string>();

  constructor(ffi: FfiPort, streams: Streams, handlers: RtcEventHandlers) {
    this.#ffi = ffi;
    this.#streams = streams;
    this.#handlers = handlers;
  }

  readerEnded(handle: bigint, attributes: Record<string, string>): void {
    const streamId = this.#readers.get(handle);
    this.#readers.delete(handle);
    if (streamId === undefined || Object.keys(attributes).length === 0) return;
    this.#streams.ended(streamId, { reason: '', attributes });
  }

  take(event: RoomMessage): void {
    switch (event.case) {
      case 'dataPacketReceived':
        this.#data(event.value);
        return;
      case 'chatMessage': {
        const { message, participantIdentity } = event.value;
        if (message !== undefined) this.#packet(participantIdentity, chatValue(message));
        return;
      }
      case 'transcriptionReceived':
        this.#packet(undefined, transcriptionValue(event.value));
        return;
      case 'textStreamOpened': {
        const { info, handle } = event.value.reader ?? {};
        if (info !== undefined) this.#streams.textOpened(info);
        if (handle?.id !== undefined) this.#readers.set(handle.id, info?.streamId ?? '');
        return;
      }
      case 'byteStreamOpened': {
        const { info, handle } = event.value.reader ?? {};
        if (info !== undefined) this.#streams.bytesOpened(info);
        if (handle?.id !== undefined) this.#readers.set(handle.id, info?.streamId ?? '');
        return;
      }
      case 'streamTrailerReceived': {
        const { streamId = '', reason = '', attributes = {} } = event.value.trailer ?? {};
        this.#streams.ended(streamId, { reason, attributes });
        return;
      }
      case 'participantsUpdated':
        this.#handlers.onParticipants(event.value.participants.map((one) => participantInfo(one)));
        return;
      default:
    }
  }

  #data(packet: Extract<RoomMessage, { case: 'dataPacketReceived' }>['value']): void {
    const { participantIdentity, value } = packet;
    if (value.case === 'sipDtmf') {
      this.#packet(participantIdentity, dtmfValue(value.value.code, value.value.digit));
    } else if (value.case === 'user') {
      const { dataPtr = 0n, dataLen = 0n } = value.value.data?.data ?? {};
      // Only valid now: rtc-node disposes of the buffer when it has handled the event itself.
      const payload =
        dataLen === 0n ? new Uint8Array(0) : this.#ffi.copyBuffer(dataPtr, Number(dataLen));
      const user = userValue(participantIdentity, payload, value.value.topic);
      // 1: reliable; the reverse of the protocol's own numbers (livekit-capture.md §1).
      this.#packet(participantIdentity, user, Number(packet.kind) === 1);
    }
  }

  #packet(
    identity: string | undefined,
    value: Parameters<typeof encodePacket>[1],
    reliable = true,
  ): void {
    this.#handlers.onPacket(encodePacket(identity, value, reliable), reliable);
  }
}

/** Participants and room, which the public events tell well enough. */
export function listenPublic(
  room: Room,
  { sdk }: RtcNode,
  roomSid: () => string,
  handlers: RtcEventHandlers,
): void {
  const { RoomEvent } = sdk;
  const changed = (participant: Pick<RemoteParticipant, 'info'>): void => {
    handlers.onParticipants([participantInfo(participant.info)]);
  };
  const roomChanged = (): void => {
    handlers.onRoom(roomInfo(roomSid(), room.name, room.metadata));
  };
  room.on(RoomEvent.ParticipantConnected, changed);
  room.on(RoomEvent.ParticipantDisconnected, (participant) => {
    handlers.onLeft(participantInfo(participant.info, true));
  });
  room.on(RoomEvent.ParticipantMetadataChanged, (_, participant) => {
    changed(participant);
  });
  room.on(RoomEvent.ParticipantNameChanged, (_, participant) => {
    changed(participant);
  });
  room.on(RoomEvent.ParticipantAttributesChanged, (_, participant) => {
    changed(participant);
  });
  room.on(RoomEvent.ConnectionQualityChanged, (told, { sid }) => {
    const quality = sameNumber(ConnectionQuality, told);
    if (sid !== undefined && quality !== undefined) handlers.onQuality(sid, quality);
  });
  room.on(RoomEvent.RoomMetadataChanged, roomChanged);
  room.on(RoomEvent.RoomSidChanged, roomChanged);
}

/** Packets by the public events alone: all that is left where the tap does not work. */
export function listenPackets(room: Room, { sdk }: RtcNode, handlers: RtcEventHandlers): void {
  const { RoomEvent } = sdk;
  room.on(RoomEvent.DataReceived, (payload, participant, kind, topic) => {
    const identity = participant?.identity;
    const reliable = Number(kind) === 1;
    const bytes = encodePacket(identity, userValue(identity, payload, topic), reliable);
    handlers.onPacket(bytes, reliable);
  });
  room.on(RoomEvent.ChatMessage, ({ id, message, timestamp, editTimestamp, generated }, who) => {
    // NaN where it was never edited (livekit-capture.md §3).
    const edited = Number.isFinite(editTimestamp)
      ? { editTimestamp: BigInt(editTimestamp ?? 0) }
      : {};
    const told = { id, message, timestamp: BigInt(timestamp), generated: generated ?? false };
    handlers.onPacket(encodePacket(who?.identity, chatValue({ ...told, ...edited })), true);
  });
  room.on(RoomEvent.DtmfReceived, (code, digit, participant) => {
    handlers.onPacket(encodePacket(identityOf(participant), dtmfValue(code, digit)), true);
  });
}

/** Undefined for an unknown sender, whatever the library's types say. */
function identityOf(participant: { readonly identity: string } | undefined): string | undefined {
  return participant?.identity;
}
