import { DisconnectReason, LeaveRequest_Action, type LeaveRequest } from '@livekit/protocol';
import type { RoomEndReason } from '../ports.ts';

export type LeaveMeaning =
  /** The room is over for us; no rejoining. */
  | { readonly kind: 'ended'; readonly reason: RoomEndReason }
  /** The server knows our connection no more. `media`: because nothing came through UDP for 15 s. */
  | { readonly kind: 'rejoin'; readonly reason: string; readonly media: boolean };

/**
 * What a `leave` of the server asks of us. Never a resume: where the server offers one it expects an ICE
 * restart, which libjuice cannot do (measured: livekit-wire.md §1).
 */
export function meaningOf(leave: LeaveRequest): LeaveMeaning {
  switch (leave.reason) {
    case DisconnectReason.ROOM_DELETED:
      return { kind: 'ended', reason: 'room-deleted' };
    case DisconnectReason.ROOM_CLOSED:
      return { kind: 'ended', reason: 'room-closed' };
    case DisconnectReason.PARTICIPANT_REMOVED:
      return { kind: 'ended', reason: 'removed' };
    default:
      return { kind: 'rejoin', reason: reasonName(leave), media: isMediaTimeout(leave) };
  }
}

function isMediaTimeout(leave: LeaveRequest): boolean {
  return (
    leave.reason === DisconnectReason.CONNECTION_TIMEOUT ||
    leave.reason === DisconnectReason.MEDIA_FAILURE
  );
}

function reasonName({ reason, action }: LeaveRequest): string {
  const names: readonly (string | undefined)[] = [
    DisconnectReason[reason],
    LeaveRequest_Action[action],
  ];
  const [reasonText = String(reason), actionText = String(action)] = names;
  return `server-${reasonText}-${actionText}`.toLowerCase().replaceAll('_', '-');
}
