/** What a round trip needs of the recorder: exactly what a person would use, and nothing beside it. */
import type { SessionView, UploadView } from '../../shared/snapshot.ts';
import type { Manifest } from '../recording/manifest.ts';
import type { RetentionVerdict } from '../retention/judge.ts';

export interface RoundTripPort {
  /** @throws RecorderError `syncflow-…` */
  createSession(projectId: string, name: string): Promise<{ readonly sessionId: string }>;
  /** Sends one message into the room, which is recorded. @throws RecorderError `ping-failed`, … */
  sendMessage(sessionId: string): Promise<void>;
  /** @throws RecorderError `syncflow-…` */
  endSession(sessionId: string): Promise<void>;
  /** Null: it is not known, or forgotten since. */
  sessionView(sessionId: string): SessionView | null;
  /** The recording's folder, as an absolute path. */
  pathOf(folder: string): string;
  readManifest(path: string): Promise<Manifest>;
  /** How many destinations its project has. */
  destinationCount(projectId: string): number;
  /** All files of a recording in the ledger. */
  uploads(recordingId: string): readonly UploadView[];
  /** Whether uploading is paused as a whole. */
  isPaused(): boolean;
  /** Its files go before all others. */
  sendFirst(recordingId: string): void;
  /** Deletes the local data, if every destination confirms that it has everything; else says why not. */
  deleteLocal(recordingId: string): Promise<RetentionVerdict>;
}
