/**
 * The ports between the parts of the capture child. A source (our wire client, rtc-node) hands what it
 * sees to a RoomSink (the journal); it knows nothing of files.
 */
import type { Route } from '../shared/capture-protocol.ts';
import type { RecorderError } from '../shared/errors.ts';
import type { Channel, EventRecord, GapSender } from '../shared/records.ts';

/** Both clocks at arrival, in nanoseconds. `monotonic` is `process.hrtime.bigint()`. */
export interface Arrival {
  readonly wall: bigint;
  readonly monotonic: bigint;
}

/** One answer of the server to the question what time it is. */
export interface ServerTime {
  /** Our clocks when we asked and when the answer came. */
  readonly asked: Arrival;
  readonly answered: Arrival;
  /** The server's clock in between: unix milliseconds, cut off. */
  readonly serverMs: number;
}

/** Where a source puts what it sees. Neither call ever throws. */
export interface RoomSink {
  /**
   * One packet, exactly as it came over the wire (an encoded DataPacket, or a data-track frame).
   * Hot path: copies `bytes` before it returns. False: the queue was full and the packet is lost;
   * the sink has counted it and declares the gap itself.
   */
  packet(link: number, channel: Channel, arrival: Arrival, bytes: Uint8Array): boolean;
  /** Anything else worth a line; seldom. `arrival` defaults to now. */
  event(record: EventRecord, arrival?: Arrival): void;
}

/** What is needed for one connection. A fresh identity each time (livekit-wire.md §0). */
export interface LinkGrant {
  /** ws:// or wss:// (http/https are accepted and mapped). */
  readonly url: string;
  readonly token: string;
  readonly identity: string;
}

/** What an earlier run of the same recording had seen, so that the next link can declare the gap. */
export interface ResumePoint {
  /** Arrival (wall clock) of the last record that is on disk. */
  readonly lastArrival: bigint;
  /** The highest link number that was used. */
  readonly lastLink: number;
  /** The last sequence number of each sender. */
  readonly senders: readonly GapSender[];
}

export type RoomEndReason = 'room-deleted' | 'room-closed' | 'removed';

/** What a room capture is doing. A level, not an edge: the last one reported holds. */
export type RoomCaptureState =
  | { readonly state: 'connecting'; readonly attempt: number; readonly error?: RecorderError }
  /** Joined; waiting for the room's metadata to name the session that we expect. */
  | { readonly state: 'checking' }
  | {
      readonly state: 'recording';
      readonly roomSid: string;
      readonly metadata: string;
      /** How it gets what it records. */
      readonly route: Route;
    }
  /** Joined, but this room belongs to another session or to none; left again. Final. */
  | { readonly state: 'ghost'; readonly foundSessionId: string | null }
  /** The server ended it. Final: the supervisor decides what follows. */
  | { readonly state: 'ended'; readonly reason: RoomEndReason }
  /** Stopped by our own side. Final. */
  | { readonly state: 'stopped' };

export interface RoomCaptureOptions {
  readonly roomName: string;
  /** The session that the room must belong to. Null: record any. */
  readonly expectedSessionId: string | null;
  /** What names the room's session: `session_id` in its metadata (SyncFlow; default), or its SID. */
  readonly sessionKnownBy?: 'metadata' | 'room-sid';
  /** Wall clock (ns) at which the session began, for `late-join`; null when unknown. */
  readonly sessionStartedAt: bigint | null;
  readonly resume: ResumePoint | null;
  /** Hosts to which ws:// is allowed. */
  readonly plainHosts: readonly string[];
  /** The ways into the room, in the order in which they are tried. */
  readonly routes: readonly Route[];
  /** A new grant for each attempt. A rejection counts as a failed attempt and is retried. */
  readonly requestGrant: () => Promise<LinkGrant>;
  readonly sink: RoomSink;
  readonly onState: (state: RoomCaptureState) => void;
  /** How the server's clock stands, every few seconds. Only from sources that can tell. */
  readonly onServerTime?: (link: number, time: ServerTime) => void;
  readonly now: () => Arrival;
}

/** One room being recorded. Disposable: never restarted, only replaced. */
export interface RoomCapture {
  start(): void;
  /** Lets what is queued natively arrive, then leaves the room. Resolves when nothing more will come. */
  stop(): Promise<void>;
  /** Opens a new link beside the one that there is, and closes that when the new one delivers. */
  renew?(reason: string): void;
  /** Counters for the snapshot; cheap. */
  stats(): RoomCaptureStats;
}

export interface RoomCaptureStats {
  readonly packets: number;
  readonly bytes: number;
  readonly duplicates: number;
  readonly links: number;
  readonly participants: readonly RoomParticipant[];
}

export interface RoomParticipant {
  readonly identity: string;
  readonly sid: string;
  readonly name: string;
  readonly packets: number;
  /** Wall clock (ns, decimal string) of the last packet; null before the first. */
  readonly lastArrival: string | null;
}
