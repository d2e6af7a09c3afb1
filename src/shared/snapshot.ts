/**
 * What the engine shows of itself: whole and readonly, the same for window, CLI and control socket.
 * Times are unix milliseconds unless a name says otherwise.
 */
import type { JournalMetrics, RoomCounters } from './capture-protocol.ts';
import type { DiskView } from './disk-view.ts';
import type { ErrorCode, ErrorView } from './errors.ts';
import type { LaneName } from './records.ts';

export type ServiceState = 'unknown' | 'ok' | 'trouble';

export interface ServiceView {
  readonly state: ServiceState;
  readonly error: ErrorView | null;
  /** When it last worked. */
  readonly lastOkAt: number | null;
}

/**
 * waiting: wanted, not started yet. connecting, checking, recording: what the capture says.
 * interrupted: the room or the capture child is away, the recording stays open. stopped: by hand; it
 * can be taken up again while the session runs. closing, finalising:
 * on the way to its end. ghost: SyncFlow says Started, but the room is not this session's.
 */
export type SessionPhase =
  | 'waiting'
  | 'connecting'
  | 'checking'
  | 'recording'
  | 'interrupted'
  | 'closing'
  | 'finalising'
  | 'stopped'
  | 'ghost'
  | 'ended';

export interface SessionView {
  /** SyncFlow's session id; the room's SID in a LiveKit project; the recording id of a single room. */
  readonly sessionId: string;
  readonly projectId: string | null;
  readonly name: string;
  readonly roomName: string;
  readonly phase: SessionPhase;
  /** Since when it is in that phase. */
  readonly since: number;
  readonly recordingId: string | null;
  readonly folder: string | null;
  readonly counters: RoomCounters | null;
  readonly error: ErrorView | null;
  /** What is wrong although the room is being recorded: one of two recorders is down. */
  readonly warning: ErrorView | null;
  /** The lane that counters and feed come from; `a` where there is one recorder. */
  readonly lane: LaneName;
}

export interface ProjectView {
  readonly projectId: string;
  /** syncflow: a project of a SyncFlow server. livekit: rooms of a LiveKit server, without SyncFlow. */
  readonly kind: 'syncflow' | 'livekit';
  readonly name: string;
  /** SyncFlow's API, or that of the LiveKit server. */
  readonly api: ServiceView;
  /** Null: nothing is announced in this kind of project. */
  readonly broker: ServiceView | null;
  /** Announcements that could not be read since the start; they are in the dead-letter folder. */
  readonly unreadable: {
    readonly count: number;
    readonly lastAt: number | null;
    readonly reason: string | null;
  };
  /** In words, when sessions may be missed by the way in which they are chosen. */
  readonly canMiss: string | null;
}

export type UploadState = 'waiting' | 'uploading' | 'verified' | 'failed' | 'cancelled';

export interface UploadCounts {
  readonly waiting: number;
  readonly uploading: number;
  readonly verified: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** Uploading as a whole. */
export interface UploadingView {
  /** Since when it is paused, by order; null: it is not. */
  readonly pausedAt: number | null;
  /** Bytes a second over everything; null: no limit. */
  readonly limitBytesPerSecond: number | null;
  /** Whether that limit was ordered; false: it is that of the settings. */
  readonly limitIsOrdered: boolean;
  /** Bytes a second to which it is slowed so that messages are written in time; null: it is not. */
  readonly slowedTo: number | null;
  /** Bytes of the files that wait or are being sent. */
  readonly openBytes: number;
}

/** A recording that is being brought back from where it was uploaded to. */
export interface FetchView {
  readonly recordingId: string;
  readonly bytes: number;
  /** Null: not known yet. */
  readonly total: number | null;
  /** Why it ended without it; null while it runs. */
  readonly error: ErrorView | null;
}

/** A line of an upload's history. */
export interface UploadEvent {
  readonly at: number;
  readonly outcome: string;
  readonly code: ErrorCode | null;
  readonly message: string | null;
}

/** One upload as a person sees it: one file of one recording. Sizes in bytes. */
export interface UploadView {
  readonly id: number;
  readonly recordingId: string;
  readonly sessionId: string | null;
  readonly projectId: string;
  readonly file: string;
  readonly role: 'segment' | 'stream' | 'set-aside' | 'manifest';
  readonly objectKey: string;
  /** Another object had that name, so that the file is stored under this one; null: it is not so. */
  readonly storedKey: string | null;
  readonly destinationKind: 's3' | 'folder';
  /** Null: no destination is set up for the project. */
  readonly destination: string | null;
  readonly size: number;
  /** Of the try that is under way; the whole size once verified. */
  readonly bytesSent: number;
  readonly state: UploadState;
  readonly attempts: number;
  /** Why it is not verified, or is stored under another name, in words; null while it is being sent. */
  readonly reason: string | null;
  /** What to do now; null when nothing has failed. */
  readonly fix: string | null;
  readonly errorCode: ErrorCode | null;
  /** Null: at once, or never by itself. */
  readonly nextTryAt: number | null;
  readonly verifiedAt: number | null;
}

export interface CaptureView {
  /** Of the child that has lived longest; null while there is none. */
  readonly pid: number | null;
  /** Capture children that run. */
  readonly processes: number;
  readonly restarts: number;
  /** All children together; null while there is none. Percentiles are those of the worst. */
  readonly journal: JournalMetrics | null;
  readonly rssBytes: number | null;
  readonly cpuMicros: number | null;
}

export interface EngineSnapshot {
  readonly at: number;
  readonly projects: readonly ProjectView[];
  readonly sessions: readonly SessionView[];
  readonly uploads: UploadCounts;
  readonly uploading: UploadingView;
  readonly fetches: readonly FetchView[];
  readonly capture: CaptureView;
  /** Null when it cannot be read. */
  readonly disk: DiskView | null;
}
