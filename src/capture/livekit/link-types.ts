import type { ParticipantInfo, Room } from '@livekit/protocol';
import type { Route } from '../../shared/capture-protocol.ts';
import type { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Channel } from '../../shared/records.ts';
import type { Arrival, LinkGrant, RoomEndReason, ServerTime } from '../ports.ts';
import type { Notice } from './notices.ts';
import type { DeathMeaning } from './leave.ts';
import type { Link } from './link.ts';

/**
 * One connection to the room, whichever implementation makes it: our own client's `Link`, or rtc-node's.
 * Never used again once it failed.
 */
export type AnyLink = Pick<Link, keyof Link>;

/** What a link reports. All synchronous. */
export interface LinkHandlers {
  /** The reliable channel is open. Called before any packet of this link. */
  readonly onOpen: (link: AnyLink) => void;
  /** Hot path. */
  readonly onPacket: (link: AnyLink, channel: Channel, bytes: Uint8Array) => void;
  /** Never before `onOpen`. `whole`: all who are in the room, instead of changes. */
  readonly onParticipants: (
    link: AnyLink,
    infos: readonly ParticipantInfo[],
    whole: boolean,
  ) => void;
  /** Never before `onOpen`. */
  readonly onRoom: (link: AnyLink, room: Room) => void;
  /** Never before `onOpen`. */
  readonly onNotice: (link: AnyLink, notice: Notice) => void;
  /** The server has told its clock. Also before `onOpen`. */
  readonly onServerTime: (link: AnyLink, time: ServerTime) => void;
  /** Data may still flow, but not for long, or not provably: a successor is needed. */
  readonly onSuspect: (link: AnyLink, kind: SuspectKind, reason: string) => void;
  /** Nothing more will come, but for what is queued natively. Once, only after `onOpen`. */
  readonly onDead: (link: AnyLink, meaning: DeathMeaning) => void;
}

/**
 * `signal`: the websocket is gone for good, the media is well. `peer`: the way to the server is in doubt.
 * `planned`: all is well, but it will not stay so.
 */
export type SuspectKind = 'signal' | 'peer' | 'planned';

export interface LinkOptions {
  /** Number of this link in the recording. */
  readonly number: number;
  readonly route: Route;
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
