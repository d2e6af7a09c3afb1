/** What rtc-node knows of participants and the room, in the words of the signalling protocol. */
import {
  DisconnectReason,
  ParticipantInfo,
  ParticipantInfo_Kind,
  ParticipantInfo_State,
  ParticipantPermission,
  Room,
  TrackSource,
} from '@livekit/protocol';
import type { ParticipantInfo as ToldInfo } from '@livekit/rtc-ffi-bindings';
import { sameNumber } from './same-number.ts';

/** Kinds that the two number differently; all other enums have the same numbers. */
const kinds: ReadonlyMap<number, ParticipantInfo_Kind> = new Map([
  [5, ParticipantInfo_Kind.CONNECTOR],
  [6, ParticipantInfo_Kind.BRIDGE],
]);

/** @param gone it has left */
export function participantInfo(told: ToldInfo, gone = false): ParticipantInfo {
  const joinedAtMs = told.joinedAt ?? 0n;
  const { permission } = told;
  const info = new ParticipantInfo({
    sid: told.sid ?? '',
    identity: told.identity ?? '',
    name: told.name ?? '',
    metadata: told.metadata ?? '',
    attributes: told.attributes,
    kind: kindOf(told.kind),
    joinedAtMs,
    joinedAt: joinedAtMs / 1_000n,
    state: gone ? ParticipantInfo_State.DISCONNECTED : ParticipantInfo_State.ACTIVE,
    disconnectReason:
      sameNumber(DisconnectReason, told.disconnectReason) ?? DisconnectReason.UNKNOWN_REASON,
  });
  if (permission !== undefined) {
    info.permission = new ParticipantPermission({
      canSubscribe: permission.canSubscribe ?? false,
      canPublish: permission.canPublish ?? false,
      canPublishData: permission.canPublishData ?? false,
      hidden: permission.hidden ?? false,
      canUpdateMetadata: permission.canUpdateMetadata ?? false,
      canSubscribeMetrics: permission.canSubscribeMetrics ?? false,
      canManageAgentSession: permission.canManageAgentSession ?? false,
      canPublishSources: permission.canPublishSources.flatMap(
        (source) => sameNumber(TrackSource, source) ?? [],
      ),
    });
  }
  return info;
}

function kindOf(kind: number | undefined): ParticipantInfo_Kind {
  const other = kinds.get(kind ?? 0);
  return other ?? sameNumber(ParticipantInfo_Kind, kind) ?? ParticipantInfo_Kind.STANDARD;
}

export function roomInfo(
  sid: string,
  name: string | undefined,
  metadata: string | undefined,
): Room {
  return new Room({ sid, name: name ?? '', metadata: metadata ?? '' });
}
