/** What the session supervisor and the engine need of a project, whatever kind it is of. */
import type { ProjectView } from '../../shared/snapshot.ts';
import type { VideoRecording } from '../recording/manifest.ts';
import type { SyncflowDevice } from '../syncflow/schemas.ts';
import type { SyncflowClient } from '../syncflow/client.ts';
import type { GrantSource } from './grants.ts';

/**
 * started: Started, and a room of that name exists. stopped: over, as SyncFlow says. closed: its room is
 * gone, and with it the session. ghost: Started, but the room is gone: joining would make an empty one.
 */
export type SessionStanding = 'started' | 'stopped' | 'closed' | 'ghost';

export interface ProjectContext {
  readonly projectId: string;
  /** Redundant capture: each room is recorded by two recorders. */
  readonly redundant: boolean;
  /** The rule for counters in payloads (counter-rule.ts); null: none. */
  readonly counter: string | null;
  /** What names a room's session: `session_id` in its metadata (SyncFlow), or its own SID. */
  readonly knownBy: 'metadata' | 'room-sid';
  /** What recordings of this project cannot show, beyond what none can. */
  readonly cannotSee: readonly string[];
  /** Name and LiveKit URL as last told; asks the API when never told. */
  facts(): Promise<{ readonly name: string; readonly livekitUrl: string }>;
  standing(sessionId: string): Promise<SessionStanding>;
  /** SyncFlow's own recordings of sound and picture of this session; null when it does not say. */
  videoRecordings(sessionId: string): Promise<readonly VideoRecording[] | null>;
  /** Grants for joining this session's room hidden; to be closed. */
  grants(sessionId: string, roomName: string): GrantSource;
}

/** A project as the engine runs it: it finds sessions and writes them into the state file. */
export interface WatchedProject extends ProjectContext {
  start(): void;
  stop(): Promise<void>;
  /** Resolves when the sessions were looked for, successfully or not, after this call. */
  refresh(): Promise<void>;
  view(): ProjectView;
  /**
   * A call to SyncFlow that a person asked for, in the same row as the recorder's own.
   * @throws RecorderError `usage` where there is no SyncFlow
   */
  call<T>(work: (client: SyncflowClient) => Promise<T>): Promise<T>;
  /** Its devices as somebody has just read them; they may name groups that nobody listens to yet. */
  devicesSeen(devices: readonly SyncflowDevice[]): void;
}
