/** What the session supervisor needs of a project, whoever provides it. */
import type { VideoRecording } from '../recording/manifest.ts';
import type { LinkGrantMessage } from './capture-supervisor.ts';

/**
 * started: Started, and a room of that name exists. stopped: over. ghost: Started, but the room is
 * gone: joining would make an empty one.
 */
export type SessionStanding = 'started' | 'stopped' | 'ghost';

export interface ProjectContext {
  readonly projectId: string;
  /** Redundant capture: each room is recorded by two recorders. */
  readonly redundant: boolean;
  /** Name and LiveKit URL as last told; asks the API when never told. */
  facts(): Promise<{ readonly name: string; readonly livekitUrl: string }>;
  standing(sessionId: string): Promise<SessionStanding>;
  /** SyncFlow's own recordings of sound and picture of this session; null when it does not say. */
  videoRecordings(sessionId: string): Promise<readonly VideoRecording[] | null>;
  /** A grant for joining hidden as this identity. */
  grant(sessionId: string, roomName: string, identity: string): Promise<LinkGrantMessage>;
}
