import type { ParticipantInfo, Room } from '@livekit/protocol';
import type { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Channel } from '../../shared/records.ts';
import type { Arrival, LinkGrant, RoomEndReason, ServerTime } from '../ports.ts';
import type { LeaveMeaning } from './leave.ts';
import type { Link } from './link.ts';

/** What a link reports. All synchronous. */
export interface LinkHandlers {
  /** The reliable channel is open. Called before any packet of this link. */
  readonly onOpen: (link: Link) => void;
  /** Hot path. */
  readonly onPacket: (link: Link, channel: Channel, bytes: Uint8Array) => void;
  /** Never before `onOpen`. `whole`: all who are in the room, instead of changes. */
  readonly onParticipants: (link: Link, infos: readonly ParticipantInfo[], whole: boolean) => void;
  /** Never before `onOpen`. */
  readonly onRoom: (link: Link, room: Room) => void;
  /** The server has told its clock. Also before `onOpen`. */
  readonly onServerTime: (link: Link, time: ServerTime) => void;
  /** Data may still flow, but not for long, or not provably: a successor is needed. */
  readonly onSuspect: (link: Link, kind: SuspectKind) => void;
  /** Nothing more will come, but for what is queued natively. Once, only after `onOpen`. */
  readonly onDead: (link: Link, meaning: LeaveMeaning) => void;
}

/** `signal`: the websocket is gone for good, the media is well. `peer`: the way to the server is in doubt. */
export type SuspectKind = 'signal' | 'peer';

export interface LinkOptions {
  /** Number of this link in the recording. */
  readonly number: number;
  readonly grant: LinkGrant;
  readonly plainHosts: readonly string[];
  readonly now: () => Arrival;
  readonly log: Log;
  readonly handlers: LinkHandlers;
}

export type OpenOutcome =
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly error: RecorderError }
  | { readonly kind: 'ended'; readonly reason: RoomEndReason };
