import { DisconnectReason, LeaveRequest_Action, type LeaveRequest } from '@livekit/protocol';
import type { RoomEndReason } from '../ports.ts';

/** The words of `link` records for what a server can say at an end (docs/data-format.md). */
const reasons: ReadonlyMap<DisconnectReason, string> = new Map([
  [DisconnectReason.DUPLICATE_IDENTITY, 'duplicate-identity'],
  [DisconnectReason.SERVER_SHUTDOWN, 'server-shutdown'],
  [DisconnectReason.STATE_MISMATCH, 'unknown-to-server'],
  [DisconnectReason.MIGRATION, 'migration'],
  [DisconnectReason.CONNECTION_TIMEOUT, 'media-timeout'],
  [DisconnectReason.MEDIA_FAILURE, 'media-timeout'],
]);

/** Why a link is no more. */
export type DeathMeaning = Exclude<LeaveMeaning, { readonly kind: 'move' }>;

export type LeaveMeaning =
  /** The room is over for us; no rejoining. */
  | { readonly kind: 'ended'; readonly reason: RoomEndReason }
  /** The server knows our connection no more. `media`: because nothing came through UDP for 15 s. */
  | { readonly kind: 'rejoin'; readonly reason: string; readonly media: boolean }
  /** The server wants us elsewhere; until we are there it may go on sending. */
  | { readonly kind: 'move'; readonly reason: string };

/**
 * What a `leave` of the server asks of us. Never a resume: where the server offers one it expects an ICE
 * restart, which libjuice cannot do (measured: livekit-wire.md §1).
 */
export function meaningOf(leave: LeaveRequest): LeaveMeaning {
  const reason = reasons.get(leave.reason) ?? unforeseen(leave);
  switch (leave.reason) {
    case DisconnectReason.ROOM_DELETED:
      return { kind: 'ended', reason: 'room-deleted' };
    case DisconnectReason.ROOM_CLOSED:
      return { kind: 'ended', reason: 'room-closed' };
    case DisconnectReason.PARTICIPANT_REMOVED:
      return { kind: 'ended', reason: 'removed' };
    case DisconnectReason.CONNECTION_TIMEOUT:
    case DisconnectReason.MEDIA_FAILURE:
      return { kind: 'rejoin', reason, media: true };
    default:
      return leave.action === LeaveRequest_Action.DISCONNECT
        ? { kind: 'rejoin', reason, media: false }
        : { kind: 'move', reason };
  }
}

/** A reason that a later server has made up: its name or number. */
function unforeseen({ reason }: LeaveRequest): string {
  const names: readonly (string | undefined)[] = [DisconnectReason[reason]];
  const [name = String(reason)] = names;
  return `server-${name}`.toLowerCase().replaceAll('_', '-');
}

const words: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'duplicate-identity':
      'The server dropped the recorder because another participant had its identity.',
    'server-shutdown': 'The LiveKit server was shut down.',
    'unknown-to-server': 'The LiveKit server did not know the recorder any more.',
    migration: 'The LiveKit server moved the room.',
    'media-timeout': 'For 15 s nothing came from the LiveKit server over UDP.',
    'peer-failed': 'The data connection broke off; the LiveKit server said nothing.',
    'room-replaced': 'The LiveKit server had forgotten the room.',
  }),
);

/** Why a link was lost, for people. */
export function wordsFor(reason: string): string {
  return words.get(reason) ?? `The connection to the room was lost (${reason}).`;
}
