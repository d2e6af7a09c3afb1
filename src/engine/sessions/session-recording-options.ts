import type { Log } from '../../shared/log.ts';
import type { RecordingWorker } from '../recording/worker-client.ts';
import type { StateDatabase } from '../state/state-database.ts';
import type { LaneCaptures } from './lane-captures.ts';

/** Which recording a file belongs to. */
export interface RecordingRef {
  readonly recordingId: string;
  readonly folder: string;
  readonly projectId: string;
  readonly sessionId: string;
}

export interface SessionRecordingOptions {
  readonly dataFolder: string;
  readonly software: { readonly name: string; readonly version: string };
  /** What the disk must have left for a new recording, bytes. */
  readonly bytesToBegin: number;
  readonly plainHosts: readonly string[];
  readonly state: StateDatabase;
  readonly captures: LaneCaptures;
  readonly worker: RecordingWorker;
  readonly log: Log;
  readonly onChange: () => void;
  readonly onSegmentClosed: (recording: RecordingRef, file: string, size: number) => void;
  /** A room recorder is done: time to reconcile. */
  readonly onEnded: () => void;
}
